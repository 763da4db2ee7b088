package org.vimmrec.similarity;

import java.util.List;
import java.util.Locale;

/**
 * The result of a {@link NeighbourSearch}.
 *
 * @param neighbours the neighbours of each item
 * @param exact whether they are those of an exact search
 * @param recall the share of the exact neighbours that was found
 */
public record FoundNeighbours(Neighbours neighbours, boolean exact, RecallEstimate recall) {

    /** The same search with other neighbours, such as those above a percentile. */
    public FoundNeighbours with(Neighbours others) {
        return new FoundNeighbours(others, exact, recall);
    }

    /**
     * Says which share of the neighbours an approximate search found; nothing of an exact search.
     *
     * @param which the subject of the sentence, such as {@code "The fused neighbours"}
     */
    public List<String> notices(String which) {
        return exact
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%s are approximate (`search`). Their recall is %.3f; the 95 %% interval is %.3f to %.3f.",
                        which,
                        recall.recall(),
                        recall.low(),
                        recall.high()));
    }
}
