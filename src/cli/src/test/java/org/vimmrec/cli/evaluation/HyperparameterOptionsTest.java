package org.vimmrec.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vimmrec.recommender.Recommenders;

class HyperparameterOptionsTest {

    /** The command line checks options before it starts the plugin, so it has its own list of who uses what. */
    @Test
    void shouldKnowWhichRecommenderHasWhichHyperparameter() {
        Map<String, List<String>> used = Recommenders.ALL.stream()
                .flatMap(type -> type.parameters().keys().stream().map(key -> Map.entry(key, type)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.mapping(entry -> entry.getValue().name(), Collectors.toList())));
        assertThat(HyperparameterOptions.USED_BY).containsExactlyInAnyOrderEntriesOf(used);
    }
}
