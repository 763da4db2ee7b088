package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphNamesTest {

    private static final String QUERY = "MATCH (a:User)-[:INTERACTED]->(b:Item)<-[v:VIRTUAL_INTERACTED]-(:User)";

    @Test
    void shouldQuoteNamesThatNeedIt() {
        GraphNames names = new GraphNames("Item", "A `b` $1", List.of("BOUGHT", "SEEN IT"), "LIKE_");
        assertThat(names.in(QUERY))
                .isEqualTo("MATCH (a:Item)-[:BOUGHT|`SEEN IT`]->(b:`A ``b`` $1`)<-[v:VIRTUAL_INTERACTED]-(:Item)");
    }

    @Test
    void shouldPassOnWhatIsNotTheDefault() {
        assertThat(GraphNames.DATA_SET.in(QUERY)).isEqualTo(QUERY);
        assertThat(GraphNames.DATA_SET.addTo(Map.of("topK", 3), true)).isEqualTo(Map.of("topK", 3));
        GraphNames names = new GraphNames("Customer", "Item", List.of("BOUGHT"), "LIKE_");
        assertThat(names.addTo(Map.of(), true))
                .isEqualTo(Map.of("userLabel", "Customer", "interactionType", List.of("BOUGHT")));
        assertThat(names.addTo(Map.of(), false)).isEqualTo(Map.of("userLabel", "Customer"));
        assertThat(names.addWithSimilarities(Map.of(), false))
                .isEqualTo(Map.of("userLabel", "Customer", "relationshipTypePrefix", "LIKE_"));
    }
}
