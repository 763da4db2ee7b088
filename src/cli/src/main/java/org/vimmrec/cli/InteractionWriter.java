package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a file that {@link InteractionFile} reads, with a last column {@code weight}, which the reader ignores. The
 * rating and timestamp of a virtual interaction are 0.
 */
final class InteractionWriter implements AutoCloseable {

    private final Writer out;
    private final InteractionTable interactions;
    /** By split: its held-out pairs of user and item, ascending. */
    private final long[][] heldOut = new long[3][];

    private final long[] heldOutAsVirtual = new long[3];
    private long virtual;

    /**
     * Opens a file and writes its header.
     *
     * @param allForTraining whether the virtual interactions are derived from all interactions, so none is held out
     */
    InteractionWriter(Path file, InteractionTable interactions, boolean allForTraining) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
        this.interactions = interactions;
        for (int label = 0; label < heldOut.length; label++) {
            heldOut[label] = label == InteractionTable.TRAINING || allForTraining ? new long[0] : pairs(label);
        }
        line("userID", "itemID", "rating", "timestamp", "x_label", "weight");
    }

    /** Writes all interactions of the data set in their order. */
    void writeReal() {
        for (int n = 0; n < interactions.size(); n++) {
            line(
                    interactions.user(n),
                    interactions.item(n),
                    interactions.rated() ? interactions.rating(n) : 0,
                    interactions.timed() ? interactions.timestamp(n) : 0,
                    interactions.label(n),
                    1.0);
        }
    }

    /** Writes a virtual interaction as a training row. */
    void writeVirtual(long user, long item, double weight) {
        line(user, item, 0.0, 0, InteractionTable.TRAINING, weight);
        virtual++;
        for (int label = 0; label < heldOut.length; label++) {
            if (Arrays.binarySearch(heldOut[label], pair(user, item)) >= 0) {
                heldOutAsVirtual[label]++;
            }
        }
    }

    /** The number of virtual interactions written. */
    long virtual() {
        return virtual;
    }

    /** The number of interactions held out for validation or test. */
    long heldOut() {
        return heldOut(InteractionTable.VALIDATION) + heldOut(InteractionTable.TEST);
    }

    /** The number of held-out interactions of a split. */
    long heldOut(int label) {
        return heldOut[label].length;
    }

    /** The number of virtual interactions that are held-out pairs of a split. */
    long heldOutAsVirtual(int label) {
        return heldOutAsVirtual[label];
    }

    /**
     * The number of virtual interactions that are held-out pairs. A pair that is held out in both splits counts twice.
     */
    long heldOutAsVirtual() {
        return heldOutAsVirtual[InteractionTable.VALIDATION] + heldOutAsVirtual[InteractionTable.TEST];
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
            out.append('\t')
                    .append(label.toString())
                    .append('\t')
                    .append(weight.toString())
                    .append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
