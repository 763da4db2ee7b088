package org.vimmrec.alternative;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vimmrec.similarity.Neighbours;

/** Neighbours in a form that tests can compare. */
final class Rows {

    private Rows() {}

    /** For each item, its neighbours with their similarities. */
    static List<String> of(Neighbours neighbours) {
        return IntStream.range(0, neighbours.rows())
                .mapToObj(i -> IntStream.range(0, neighbours.count(i))
                        .mapToObj(rank -> String.format(
                                        Locale.ROOT,
                                        "%d:%.3g",
                                        neighbours.neighbour(i, rank),
                                        neighbours.score(i, rank))
                                .replaceFirst("0+$", ""))
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
