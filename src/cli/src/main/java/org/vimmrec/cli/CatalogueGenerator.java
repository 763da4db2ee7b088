package org.vimmrec.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes up a small film catalogue and its viewers, life-like in what matters to recommendation.
 *
 * <p>Items fall into niches, several to a genre. A user has a few favourite niches and mostly chooses among their items,
 * the popular ones first; the other choices follow overall popularity. Popularity has a long tail (Zipf), activity too
 * (log-normal: few users have many interactions). An item's embedding in a modality is a random projection of what the
 * item is (genre, niche, and something of its own), plus noise, plus a direction that all items share, as the output of
 * real encoders has; so items that appeal to the same people look, read and sound more or less alike.
 *
 * <p>The generator uses {@link Random} and {@link StrictMath} only, both specified to the bit: a seed gives the same
 * catalogue on every machine. Each aspect draws from a stream of its own, so that changing, say, one modality's quality
 * leaves all else as it was.
 */
final class CatalogueGenerator {

    private static final int ITEMS_PER_NICHE = 40;
    private static final int MOST_FAVOURITES = 4;
    private static final double POPULARITY_EXPONENT = 0.8;
    private static final double ACTIVITY_DEVIATION = 1.0;
    /** After so many items that the user already has, the choice is given up: the niche is exhausted. */
    private static final int ATTEMPTS = 50;

    private static final int LATENT_DIMENSION = 32;
    private static final double GENRE_PART = 0.6;
    private static final double NICHE_PART = 0.7;
    private static final double OWN_PART = 0.4;
    private static final double SHARED_PART = 0.5;

    private static final String[] GENRES = {"noir", "western", "space opera", "romance", "documentary", "heist",
        "fantasy", "horror", "comedy", "war", "musical", "mystery"};
    /** By genre; a niche keeps to one of its genre's nouns, so that the eye can tell what belongs together. */
    private static final String[][] NOUNS = {
        {"Alley", "Witness", "Harbour", "Alibi", "Cigarette", "Blonde"},
        {"Canyon", "Sheriff", "Stagecoach", "Outlaw", "Saloon", "Prairie"},
        {"Nebula", "Armada", "Colony", "Android", "Starship", "Wormhole"},
        {"Letter", "Wedding", "Summer", "Kiss", "Neighbour", "Promise"},
        {"Glacier", "Archive", "Migration", "Factory", "Kitchen", "Reef"},
        {"Vault", "Getaway", "Forger", "Diamond", "Casino", "Blueprint"},
        {"Dragon", "Crown", "Oracle", "Forest", "Sword", "Tower"},
        {"Cellar", "Mirror", "Doll", "Asylum", "Fog", "Scream"},
        {"Roommate", "Holiday", "Landlord", "Reunion", "Parrot", "Mayor"},
        {"Trench", "Convoy", "Armistice", "Bridge", "Squadron", "Medic"},
        {"Chorus", "Waltz", "Spotlight", "Encore", "Ballad", "Tango"},
        {"Cipher", "Manor", "Vicar", "Train", "Inheritance", "Footprint"}};
    private static final String[] ADJECTIVES = {"Silent", "Crimson", "Broken", "Golden", "Distant", "Restless", "Hidden",
        "Burning", "Frozen", "Velvet", "Hollow", "Bitter", "Electric", "Forgotten", "Wandering", "Paper", "Midnight",
        "Savage", "Tender", "Northern", "Crooked", "Radiant", "Borrowed", "Endless", "Stolen", "Quiet", "Wild", "Pale",
        "Lucky", "Iron", "Sunken", "Secret", "Gentle", "Rising", "Lonely", "Final", "Hungry", "Marble", "Reckless",
        "Blue"};

    private final CatalogueParameters parameters;
    private final int niches;
    /** By item. */
    private final int[] niche;
    private final double[] popularity;

    private CatalogueGenerator(CatalogueParameters parameters) {
        this.parameters = parameters;
        niches = Math.max(4, parameters.items() / ITEMS_PER_NICHE);
        niche = niches();
        popularity = popularity();
    }

    /** The catalogue that the parameters describe. Its user ids are 0 to {@code users - 1}. */
    static DataSet generate(CatalogueParameters parameters) {
        CatalogueGenerator generator = new CatalogueGenerator(parameters);
        Interactions interactions = generator.interactions();
        return new DataSet("a generated catalogue, seed " + parameters.seed(), parameters.items(), generator.titles(),
                interactions.userIds(), interactions, generator.modalities());
    }

    private int[] niches() {
        Random random = stream(1);
        int[] nicheOf = new int[parameters.items()];
        for (int i = 0; i < nicheOf.length; i++) {
            nicheOf[i] = random.nextInt(niches);
        }
        return nicheOf;
    }

    /** The weight with which an item is chosen; 0 for a cold one. */
    private double[] popularity() {
        Random random = stream(2);
        int items = parameters.items();
        int[] ranked = new int[items];
        for (int i = 0; i < items; i++) {
            int other = random.nextInt(i + 1);
            ranked[i] = ranked[other];
            ranked[other] = i;
        }
        int warm = Math.max(1, items - (int) Math.round(items * parameters.coldShare()));
        double[] weight = new double[items];
        for (int rank = 0; rank < warm; rank++) {
            weight[ranked[rank]] = 1 / StrictMath.pow(rank + 1.0, POPULARITY_EXPONENT);
        }
        return weight;
    }

    private Interactions interactions() {
        Random random = stream(3);
        VariantSelection anything = new VariantSelection(range(parameters.items()), popularity);
        VariantSelection[] within = new VariantSelection[niches];
        for (int n = 0; n < niches; n++) {
            within[n] = new VariantSelection(itemsOf(n), popularity);
        }
        int warm = anything.size();
        int[] lastUser = new int[parameters.items()];
        Arrays.fill(lastUser, -1);
        Interactions interactions = new Interactions(false, false, false);
        for (int user = 0; user < parameters.users(); user++) {
            int[] favourites = favourites(random);
            double activity = parameters.medianInteractions()
                    * StrictMath.exp(ACTIVITY_DEVIATION * random.nextGaussian());
            int count = (int) Math.max(1, Math.min(Math.max(1, warm / 4), Math.round(activity)));
            for (int n = 0; n < count; n++) {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    VariantSelection choice = anything;
                    if (random.nextDouble() < parameters.tasteShare()) {
                        // The first favourite is chosen from most often.
                        int favourite = Math.min(random.nextInt(favourites.length), random.nextInt(favourites.length));
                        VariantSelection favoured = within[favourites[favourite]];
                        choice = favoured.size() == 0 ? anything : favoured;
                    }
                    int item = choice.next(random);
                    if (lastUser[item] != user) {
                        lastUser[item] = user;
                        interactions.add(user, item);
                        break;
                    }
                }
            }
        }
        return interactions;
    }

    /** One to four niches, the second half of them of the first one's genre. */
    private int[] favourites(Random random) {
        int[] favourites = new int[1 + random.nextInt(MOST_FAVOURITES)];
        favourites[0] = random.nextInt(niches);
        for (int f = 1; f < favourites.length; f++) {
            boolean sameGenre = random.nextBoolean();
            int other = random.nextInt(niches);
            int moved = other - other % GENRES.length + favourites[0] % GENRES.length;
            favourites[f] = sameGenre && moved < niches ? moved : other;
        }
        return favourites;
    }

    private List<Modality> modalities() {
        double[][] items = latent();
        boolean[] bare = new boolean[items.length];
        Random random = stream(5);
        for (int i = 0; i < bare.length; i++) {
            bare[i] = random.nextDouble() < parameters.bareShare();
        }
        List<Modality> modalities = new ArrayList<>();
        for (CatalogueParameters.ModalityParameters modality : parameters.modalities()) {
            float[][] rows = embeddings(modality, items, bare);
            modalities.add(new Modality(modality.name(), modality.property(),
                    new InMemory(rows, modality.dimension())));
        }
        return modalities;
    }

    /** What the items are, as vectors near unit length. */
    private double[][] latent() {
        Random random = stream(4);
        double[][] genres = directions(random, GENRES.length, LATENT_DIMENSION);
        double[][] nichesOwn = directions(random, niches, LATENT_DIMENSION);
        double[][] items = directions(random, parameters.items(), LATENT_DIMENSION);
        for (int i = 0; i < items.length; i++) {
            double[] genre = genres[niche[i] % GENRES.length];
            double[] ofNiche = nichesOwn[niche[i]];
            for (int d = 0; d < LATENT_DIMENSION; d++) {
                items[i][d] = GENRE_PART * genre[d] + NICHE_PART * ofNiche[d] + OWN_PART * items[i][d];
            }
        }
        return items;
    }

    private float[][] embeddings(CatalogueParameters.ModalityParameters modality, double[][] items, boolean[] bare) {
        // By name, so that a modality is the same whatever others there are. In version 0.1.0 audio was named acoustic, and
        // a seed keeps giving the same numbers.
        String name = modality.name().equals("audio") ? "acoustic" : modality.name();
        Random random = stream(1000 + name.hashCode());
        int dimension = modality.dimension();
        double[][] projection = directions(random, dimension, LATENT_DIMENSION);
        double[] shared = directions(random, 1, dimension)[0];
        double signalPart = Math.sqrt(modality.signal());
        double noisePart = Math.sqrt(1 - modality.signal());
        float[][] rows = new float[items.length][];
        double[] projected = new double[dimension];
        for (int i = 0; i < items.length; i++) {
            for (int d = 0; d < dimension; d++) {
                double sum = 0;
                for (int l = 0; l < LATENT_DIMENSION; l++) {
                    sum += projection[d][l] * items[i][l];
                }
                projected[d] = sum;
            }
            scaleToUnitLength(projected);
            double[] noise = directions(random, 1, dimension)[0];
            double length = 5 + 10 * random.nextDouble();
            boolean missing = random.nextDouble() < modality.missingShare();
            if (missing || bare[i]) {
                continue;
            }
            rows[i] = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                rows[i][d] = (float) (length
                        * (signalPart * projected[d] + noisePart * noise[d] + SHARED_PART * shared[d]));
            }
        }
        return rows;
    }

    private String[] titles() {
        int[] inNiche = new int[niches];
        String[] titles = new String[parameters.items()];
        for (int i = 0; i < titles.length; i++) {
            int genre = niche[i] % GENRES.length;
            String noun = NOUNS[genre][niche[i] / GENRES.length % NOUNS[genre].length];
            int number = inNiche[niche[i]]++;
            String adjective = ADJECTIVES[(number + niche[i]) % ADJECTIVES.length];
            String sequel = number < ADJECTIVES.length ? "" : " " + (number / ADJECTIVES.length + 1);
            titles[i] = adjective + " " + noun + sequel + " (" + GENRES[genre] + ")";
        }
        return titles;
    }

    private int[] itemsOf(int ofNiche) {
        int[] items = new int[niche.length];
        int size = 0;
        for (int i = 0; i < niche.length; i++) {
            if (niche[i] == ofNiche) {
                items[size++] = i;
            }
        }
        return Arrays.copyOf(items, size);
    }

    private static int[] range(int size) {
        int[] numbers = new int[size];
        for (int n = 0; n < size; n++) {
            numbers[n] = n;
        }
        return numbers;
    }

    /** A source of randomness for one aspect; the multiplier keeps the seeds of neighbouring aspects far apart. */
    private Random stream(long aspect) {
        return new Random(parameters.seed() + aspect * 0x9e3779b97f4a7c15L);
    }

    private static double[][] directions(Random random, int count, int dimension) {
        double[][] vectors = new double[count][dimension];
        for (double[] vector : vectors) {
            for (int d = 0; d < dimension; d++) {
                vector[d] = random.nextGaussian();
            }
            scaleToUnitLength(vector);
        }
        return vectors;
    }

    private static void scaleToUnitLength(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        for (int d = 0; d < vector.length; d++) {
            vector[d] /= length;
        }
    }

    /** Draws items in proportion to their weights. */
    private static final class VariantSelection {

        private final int[] items;
        private final double[] upTo;

        /** Among the given items, without those of weight 0. */
        VariantSelection(int[] candidates, double[] weight) {
            int[] kept = new int[candidates.length];
            double[] sums = new double[candidates.length];
            int size = 0;
            double sum = 0;
            for (int item : candidates) {
                if (weight[item] > 0) {
                    sum += weight[item];
                    kept[size] = item;
                    sums[size++] = sum;
                }
            }
            items = Arrays.copyOf(kept, size);
            upTo = Arrays.copyOf(sums, size);
        }

        int size() {
            return items.length;
        }

        int next(Random random) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
            // Not found is the usual case: -(insertion point) - 1. An exact hit belongs to the item after it.
            return items[Math.min(found < 0 ? -found - 1 : found + 1, items.length - 1)];
        }
    }

    /** A row of null where an item lacks the modality. */
    private record InMemory(float[][] rows, int dimension) implements Embeddings {

        @Override
        public int items() {
            return rows.length;
        }

        @Override
        public float[] of(int item) {
            return rows[item];
        }
    }
}
