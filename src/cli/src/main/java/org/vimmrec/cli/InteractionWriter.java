package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes what {@link InteractionFile} reads, with a column {@code weight} at the end, which that ignores. What a virtual
 * interaction cannot have, a rating and a timestamp, is 0 where the data set has such a column.
 */
final class InteractionWriter implements AutoCloseable {

    private final Writer out;
    private final Interactions interactions;
    /** The pairs of each split that is held out, ascending. */
    private final long[][] heldOut = new long[3][];
    private final long[] heldOutAsVirtual = new long[3];
    private long virtual;

    /**
     * Begins a file for the interactions of a data set.
     *
     * @param allForTraining whether the virtual interactions come from all interactions, so that none is held out
     */
    InteractionWriter(Path file, Interactions interactions, boolean allForTraining) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
        this.interactions = interactions;
        for (int label = 0; label < heldOut.length; label++) {
            heldOut[label] = label == Interactions.TRAINING || allForTraining ? new long[0] : pairs(label);
        }
        line("userID", "itemID", "rating", "timestamp", "x_label", "weight");
    }

    /** Writes all interactions of the data set, in its order. */
    void writeReal() {
        for (int n = 0; n < interactions.size(); n++) {
            line(interactions.user(n), interactions.item(n), interactions.rated() ? interactions.rating(n) : 0,
                    interactions.timed() ? interactions.timestamp(n) : 0, interactions.label(n), 1.0);
        }
    }

    /** Writes a virtual one, for training. */
    void writeVirtual(long user, long item, double weight) {
        line(user, item, 0.0, 0, Interactions.TRAINING, weight);
        virtual++;
        for (int label = 0; label < heldOut.length; label++) {
            if (Arrays.binarySearch(heldOut[label], pair(user, item)) >= 0) {
                heldOutAsVirtual[label]++;
            }
        }
    }

    /** How many virtual ones were written. */
    long virtual() {
        return virtual;
    }

    /** How many interactions are held out for validation or test. */
    long heldOut() {
        return heldOut(Interactions.VALIDATION) + heldOut(Interactions.TEST);
    }

    /** How many interactions of a split are held out. */
    long heldOut(int label) {
        return heldOut[label].length;
    }

    /** How many virtual ones are held-out pairs of a split. */
    long heldOutAsVirtual(int label) {
        return heldOutAsVirtual[label];
    }

    /** How many virtual ones are held-out pairs; a pair held out in both splits counts once for each. */
    long heldOutAsVirtual() {
        return heldOutAsVirtual[Interactions.VALIDATION] + heldOutAsVirtual[Interactions.TEST];
    }

    private long[] pairs(int label) {
        long[] pairs = new long[interactions.size(label)];
        int size = 0;
        for (int n = 0; n < interactions.size(); n++) {
            if (interactions.label(n) == label) {
                pairs[size++] = pair(interactions.user(n), interactions.item(n));
            }
        }
        Arrays.sort(pairs);
        return pairs;
    }

    private static long pair(long user, long item) {
        return user << Integer.SIZE | item;
    }

    private void line(Object user, Object item, Object rating, Object timestamp, Object label, Object weight) {
        try {
            out.append(user.toString()).append('\t').append(item.toString());
            if (interactions.rated()) {
                out.append('\t').append(rating.toString());
            }
            if (interactions.timed()) {
                out.append('\t').append(timestamp.toString());
            }
            out.append('\t').append(label.toString()).append('\t').append(weight.toString()).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
