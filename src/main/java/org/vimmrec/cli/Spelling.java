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
            int distance = distance(letters, letters(candidate));
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

    /** Levenshtein's, with two neighbouring letters in the wrong order as one mistake. */
    private static int distance(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int substitution = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                distance[i][j] = Math.min(substitution, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    distance[i][j] = Math.min(distance[i][j], distance[i - 2][j - 2] + 1);
                }
            }
        }
        return distance[a.length()][b.length()];
    }
}
