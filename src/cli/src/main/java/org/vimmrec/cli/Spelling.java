package org.vimmrec.cli;

import java.util.Collection;
import java.util.Locale;

/** Finds the option or command that was probably meant. */
final class Spelling {

    private Spelling() {
    }

    /** The candidate nearest to a word by the letters and digits in both; null if none is near. */
    static String nearest(String word, Collection<String> candidates) {
        String letters = letters(word);
        String nearest = null;
        int least = Math.max(1, letters.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = org.vimmrec.config.Spelling.distance(letters, letters(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String letters(String text) {
        return Excerpt.of(text).replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
    }
}
