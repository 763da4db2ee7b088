package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what {@link InteractionFile} reads, with a column {@code weight} at the end, which that ignores. What a virtual
 * interaction cannot have, a rating and a timestamp, is 0 where the data set has such a column.
 */
final class InteractionWriter implements AutoCloseable {

    private final Writer out;
    private final Interactions interactions;
    private long virtual;

    /** Begins a file for the interactions of a data set. */
    InteractionWriter(Path file, Interactions interactions) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
        this.interactions = interactions;
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
    }

    /** How many virtual ones were written. */
    long virtual() {
        return virtual;
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
