package org.vimmrec.cli;

import java.util.Collection;
import java.util.Locale;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.config.Spelling;

/** Finds the option or command that a misspelt word probably means. */
final class Suggestions {

    private Suggestions() {}

    /**
     * The candidate with the smallest edit distance to the word, or null if none is close. Only letters and digits
     * count.
     */
    static String nearest(String word, Collection<String> candidates) {
        String letters = letters(word);
        String nearest = null;
        int least = Math.max(1, letters.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = Spelling.distance(letters, letters(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String letters(String text) {
        return MessageText.abbreviate(text).replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
    }
}
