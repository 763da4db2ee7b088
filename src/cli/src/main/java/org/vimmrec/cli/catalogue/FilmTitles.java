package org.vimmrec.cli.catalogue;

/** Gives the items of a generated catalogue titles that show their genre and niche, such as "Quiet Getaway (heist)". */
final class FilmTitles {

    private static final String[] GENRE_NAMES = {
        "noir",
        "western",
        "space opera",
        "romance",
        "documentary",
        "heist",
        "fantasy",
        "horror",
        "comedy",
        "war",
        "musical",
        "mystery"
    };
    /** By genre. All items of a niche share a noun, so related items are easy to see. */
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
        {"Cipher", "Manor", "Vicar", "Train", "Inheritance", "Footprint"}
    };

    private static final String[] ADJECTIVES = {
        "Silent",
        "Crimson",
        "Broken",
        "Golden",
        "Distant",
        "Restless",
        "Hidden",
        "Burning",
        "Frozen",
        "Velvet",
        "Hollow",
        "Bitter",
        "Electric",
        "Forgotten",
        "Wandering",
        "Paper",
        "Midnight",
        "Savage",
        "Tender",
        "Northern",
        "Crooked",
        "Radiant",
        "Borrowed",
        "Endless",
        "Stolen",
        "Quiet",
        "Wild",
        "Pale",
        "Lucky",
        "Iron",
        "Sunken",
        "Secret",
        "Gentle",
        "Rising",
        "Lonely",
        "Final",
        "Hungry",
        "Marble",
        "Reckless",
        "Blue"
    };

    /** The number of genres. Niche {@code n} belongs to genre {@code n % GENRES}. */
    static final int GENRES = GENRE_NAMES.length;

    private FilmTitles() {}

    /**
     * A title for each item.
     *
     * @param niche by item
     * @param niches the number of niches
     */
    static String[] of(int[] niche, int niches) {
        int[] inNiche = new int[niches];
        String[] titles = new String[niche.length];
        for (int i = 0; i < titles.length; i++) {
            int genre = niche[i] % GENRES;
            String noun = NOUNS[genre][niche[i] / GENRES % NOUNS[genre].length];
            int number = inNiche[niche[i]]++;
            String adjective = ADJECTIVES[(number + niche[i]) % ADJECTIVES.length];
            String sequel = number < ADJECTIVES.length ? "" : " " + (number / ADJECTIVES.length + 1);
            titles[i] = adjective + " " + noun + sequel + " (" + GENRE_NAMES[genre] + ")";
        }
        return titles;
    }
}
