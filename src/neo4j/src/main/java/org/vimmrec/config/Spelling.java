package org.vimmrec.config;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class Spelling {
    /** Longer words are not compared: the time grows with the square of the length. */
    private static final int LONGEST = 100;
    /** A part of a name says something from this length on. */
    private static final int SHORTEST_PART = 4;

    private Spelling() {
    }

    /**
     * The candidate nearest to a word, by {@link #distance} without regard to case; among equals the first. Where none is
     * near, the first that contains the word or that the word contains. The word itself is no candidate.
     *
     * @return null if none is near: more than a third of the longer of the two would have to change, and more than one letter
     */
    public static String nearest(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return null;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        String nearest = null;
        String related = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            if (candidate.length() > LONGEST || candidate.equals(word)) {
                continue;
            }
            String other = candidate.toLowerCase(Locale.ROOT);
            int distance = distance(lower, other);
            if (distance < least && distance <= Math.max(1, Math.max(lower.length(), other.length()) / 3)) {
                least = distance;
                nearest = candidate;
            }
            if (related == null && Math.min(lower.length(), other.length()) >= SHORTEST_PART
                    && (lower.contains(other) || other.contains(lower))) {
                related = candidate;
            }
        }
        return nearest != null ? nearest : related;
    }

    /** Levenshtein's distance, with two neighbouring letters in the wrong order as one mistake. */
    public static int distance(String a, String b) {
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
