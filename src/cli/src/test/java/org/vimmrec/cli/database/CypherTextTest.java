package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.process.CommandFailure;

class CypherTextTest {

    @Test
    void shouldQuoteNames() {
        assertThat(CypherText.name("a`b")).isEqualTo("`a``b`");
        assertThat(CypherText.quoted("Film_2")).isEqualTo("Film_2");
        assertThat(CypherText.quoted("2 films")).isEqualTo("`2 films`");
        assertThat(CypherText.types(List.of("SEEN", "a\\b"))).isEqualTo("`SEEN`|`a\\b`");
    }

    /** Cypher decodes such an escape before it looks for the end of the name. */
    @Test
    void shouldRefuseUnicodeEscapesInNames() {
        for (String name : List.of("a\\u0060b", "\\u", "a\\uu0060")) {
            assertThatThrownBy(() -> CypherText.name(name))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("the name [" + name + "] contains a Unicode escape. Rename it.");
            assertThatThrownBy(() -> CypherText.quoted(name)).isInstanceOf(CommandFailure.class);
            assertThatThrownBy(() -> CypherText.types(List.of("A", name))).isInstanceOf(CommandFailure.class);
            assertThatThrownBy(() -> CypherText.call("p", Map.of("modalities", Map.of(name, "x"))))
                    .isInstanceOf(CommandFailure.class);
        }
    }

    @Test
    void shouldWriteTimesAsCalls() {
        assertThat(CypherText.call("p", Map.of("since", LocalDate.of(2026, 1, 2))))
                .isEqualTo("CALL p({\n  since: date('2026-01-02')\n});");
        assertThat(CypherText.call("p", Map.of("halfLife", Period.ofDays(30))))
                .isEqualTo("CALL p({\n  halfLife: duration('P30D')\n});");
    }
}
