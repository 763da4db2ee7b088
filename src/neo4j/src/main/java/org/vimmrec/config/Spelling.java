package org.vimmrec.config;

import java.util.Collection;
import java.util.Locale;

/** Finds the known name that is most similar to a misspelt one. */
public final class Spelling {
    /** Longer words are not compared, because the time grows with the square of the length. */
    private static final int MAX_LENGTH = 100;
    /** A shorter common part does not make two names related. */
    private static final int MIN_PART_LENGTH = 4;

    private Spelling() {}

    /**
     * The candidate with the smallest {@link #distance} from a word, ignoring case; the first one on a tie. A candidate
     * qualifies if one letter or at most a third of the longer word must change. If none qualifies, returns the first
     * candidate that contains the word or is contained in it. The word itself is not a candidate.
     *
     * @return null if there is no such candidate
     */
    public static String nearest(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        String nearest = null;
        String related = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            if (candidate.length() > MAX_LENGTH || candidate.equals(word)) {
                continue;
            }
            String other = candidate.toLowerCase(Locale.ROOT);
            int distance = distance(lower, other);
            if (distance < least && distance <= Math.max(1, Math.max(lower.length(), other.length()) / 3)) {
                least = distance;
                nearest = candidate;
            }
            if (related == null
                    && Math.min(lower.length(), other.length()) >= MIN_PART_LENGTH
                    && (lower.contains(other) || other.contains(lower))) {
                related = candidate;
            }
        }
        return nearest != null ? nearest : related;
    }

    /**
     * The Damerau-Levenshtein distance (optimal string alignment): swapping two adjacent letters counts as one edit.
     */
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
