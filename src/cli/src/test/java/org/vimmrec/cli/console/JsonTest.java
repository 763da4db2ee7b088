package org.vimmrec.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void shouldWriteNestedValuesAndEscapeText() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a\"b\\c\n\u00fc\ud83d\ude00");
        map.put("numbers", List.of(1, 2.5, 1e-10));
        map.put("none", null);
        map.put("nested", Map.of("yes", true));
        map.put("empty", List.of(Map.of(), List.of()));
        assertThat(Json.of(map)).isEqualTo("""
                {
                  "text": "a\\"b\\\\c\\n\u00fc\ud83d\ude00",
                  "numbers": [1, 2.5, 1.0E-10],
                  "none": null,
                  "nested": {
                    "yes": true
                  },
                  "empty": [{}, []]
                }
                """);
    }
}
