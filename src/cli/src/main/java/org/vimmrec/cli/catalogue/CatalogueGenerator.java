package org.vimmrec.cli.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;

/**
 * Generates a small film catalogue and its users, realistic in what matters for recommendation.
 *
 * <p>Each genre has several niches, and each item belongs to one niche. A user has a few favourite niches and mostly
 * chooses popular items from them; the other choices follow overall popularity. Popularity is Zipf distributed. The
 * number of interactions per user is log-normal, so a few users have many. An item's embedding in a modality is a
 * random projection of the item's latent vector (the sum of a genre, a niche and an item vector), plus noise, plus a
 * direction that all items share, as in the output of real encoders. Items that the same users like therefore have
 * similar embeddings.
 *
 * <p>The generator uses only {@link Random} and {@link StrictMath}, which are specified to the bit, so a seed gives the
 * same catalogue on every machine. Each aspect has its own random stream, so changing one (such as the noise of a
 * modality) leaves the others unchanged.
 */
public final class CatalogueGenerator {

    private static final int ITEMS_PER_NICHE = 40;
    private static final int MAX_FAVOURITES = 4;
    private static final double POPULARITY_EXPONENT = 0.8;
    private static final double ACTIVITY_DEVIATION = 1.0;
    /** Draws of an item that the user already has before the choice is skipped, because the niche is exhausted. */
    private static final int MAX_DRAWS = 50;

    private static final int LATENT_DIMENSION = 32;
    private static final double GENRE_SCALE = 0.6;
    private static final double NICHE_SCALE = 0.7;
    private static final double ITEM_SCALE = 0.4;
    private static final double SHARED_SCALE = 0.5;

    private final CatalogueParameters parameters;
    private final int niches;
    /** By item. */
    private final int[] niche;
    /** By item: its weight when an item is drawn, or 0 for a cold item. */
    private final double[] popularity;

    private CatalogueGenerator(CatalogueParameters parameters) {
        this.parameters = parameters;
        niches = Math.max(4, parameters.items() / ITEMS_PER_NICHE);
        niche = niches();
        popularity = popularity();
    }

    /** Generates a catalogue. Its user ids are 0 to {@code users - 1}. */
    public static DataSet generate(CatalogueParameters parameters) {
        CatalogueGenerator generator = new CatalogueGenerator(parameters);
        InteractionTable interactions = generator.interactions();
        return new DataSet(
                "a generated catalogue, seed " + parameters.seed(),
                parameters.items(),
                FilmTitles.of(generator.niche, generator.niches),
                interactions.userIds(),
                interactions,
                generator.modalities());
    }

    private int[] niches() {
        Random random = stream(1);
        int[] nicheOf = new int[parameters.items()];
        for (int i = 0; i < nicheOf.length; i++) {
            nicheOf[i] = random.nextInt(niches);
        }
        return nicheOf;
    }

    /** Zipf weights in random order of the items. */
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

    private InteractionTable interactions() {
        Random random = stream(3);
        WeightedSampler allItems = new WeightedSampler(range(parameters.items()), popularity);
        WeightedSampler[] byNiche = new WeightedSampler[niches];
        for (int n = 0; n < niches; n++) {
            byNiche[n] = new WeightedSampler(itemsOf(n), popularity);
        }
        int warm = allItems.size();
        int[] lastUser = new int[parameters.items()];
        Arrays.fill(lastUser, -1);
        InteractionTable interactions = new InteractionTable(false, false, false);
        for (int user = 0; user < parameters.users(); user++) {
            int[] favourites = favourites(random);
            double activity =
                    parameters.medianInteractions() * StrictMath.exp(ACTIVITY_DEVIATION * random.nextGaussian());
            int count = (int) Math.max(1, Math.min(Math.max(1, warm / 4), Math.round(activity)));
            for (int n = 0; n < count; n++) {
                for (int draw = 0; draw < MAX_DRAWS; draw++) {
                    WeightedSampler sampler = allItems;
                    if (random.nextDouble() < parameters.tasteShare()) {
                        // The minimum of two draws prefers the first favourites.
                        int favourite = Math.min(random.nextInt(favourites.length), random.nextInt(favourites.length));
                        WeightedSampler favoured = byNiche[favourites[favourite]];
                        sampler = favoured.size() == 0 ? allItems : favoured;
                    }
                    int item = sampler.next(random);
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

    /** One to four niches. About half of the others have the genre of the first. */
    private int[] favourites(Random random) {
        int[] favourites = new int[1 + random.nextInt(MAX_FAVOURITES)];
        favourites[0] = random.nextInt(niches);
        for (int f = 1; f < favourites.length; f++) {
            boolean sameGenre = random.nextBoolean();
            int other = random.nextInt(niches);
            int moved = other - other % FilmTitles.GENRES + favourites[0] % FilmTitles.GENRES;
            favourites[f] = sameGenre && moved < niches ? moved : other;
        }
        return favourites;
    }

    private List<Modality> modalities() {
        double[][] items = latent();
        boolean[] withoutEmbeddings = new boolean[items.length];
        Random random = stream(5);
        for (int i = 0; i < withoutEmbeddings.length; i++) {
            withoutEmbeddings[i] = random.nextDouble() < parameters.noEmbeddingShare();
        }
        List<Modality> modalities = new ArrayList<>();
        for (CatalogueParameters.ModalityParameters modality : parameters.modalities()) {
            float[][] rows = embeddings(modality, items, withoutEmbeddings);
            modalities.add(
                    new Modality(modality.name(), modality.property(), new InMemory(rows, modality.dimension())));
        }
        return modalities;
    }

    /** The latent vector of each item; its length is near 1. */
    private double[][] latent() {
        Random random = stream(4);
        double[][] genreVectors = unitVectors(random, FilmTitles.GENRES, LATENT_DIMENSION);
        double[][] nicheVectors = unitVectors(random, niches, LATENT_DIMENSION);
        double[][] items = unitVectors(random, parameters.items(), LATENT_DIMENSION);
        for (int i = 0; i < items.length; i++) {
            double[] genreVector = genreVectors[niche[i] % FilmTitles.GENRES];
            double[] nicheVector = nicheVectors[niche[i]];
            for (int d = 0; d < LATENT_DIMENSION; d++) {
                items[i][d] = GENRE_SCALE * genreVector[d] + NICHE_SCALE * nicheVector[d] + ITEM_SCALE * items[i][d];
            }
        }
        return items;
    }

    private float[][] embeddings(
            CatalogueParameters.ModalityParameters modality, double[][] items, boolean[] withoutEmbeddings) {
        // The stream depends on the name alone, so other modalities do not change this one. Version 0.1.0 named audio
        // "acoustic"; keeping that name here keeps the numbers of each seed.
        String name = modality.name().equals("audio") ? "acoustic" : modality.name();
        Random random = stream(1000 + name.hashCode());
        int dimension = modality.dimension();
        double[][] projection = unitVectors(random, dimension, LATENT_DIMENSION);
        double[] shared = unitVectors(random, 1, dimension)[0];
        double signalScale = Math.sqrt(modality.signal());
        double noiseScale = Math.sqrt(1 - modality.signal());
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
            double[] noise = unitVectors(random, 1, dimension)[0];
            double length = 5 + 10 * random.nextDouble();
            boolean missing = random.nextDouble() < modality.missingShare();
            if (missing || withoutEmbeddings[i]) {
                continue;
            }
            rows[i] = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                rows[i][d] = (float)
                        (length * (signalScale * projected[d] + noiseScale * noise[d] + SHARED_SCALE * shared[d]));
            }
        }
        return rows;
    }

    private int[] itemsOf(int wanted) {
        int[] items = new int[niche.length];
        int size = 0;
        for (int i = 0; i < niche.length; i++) {
            if (niche[i] == wanted) {
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

    /** The random stream of one aspect. The multiplier keeps the seeds of successive aspects far apart. */
    private Random stream(long aspect) {
        return new Random(parameters.seed() + aspect * 0x9e3779b97f4a7c15L);
    }

    private static double[][] unitVectors(Random random, int count, int dimension) {
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

    /** @param rows null for an item without the modality */
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
