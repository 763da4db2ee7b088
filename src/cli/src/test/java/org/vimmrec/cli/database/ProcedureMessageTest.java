package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.vimmrec.task.MemoryEstimate;

class ProcedureMessageTest {

    @Test
    void shouldNameOptionsInsteadOfKeys() {
        assertThat(ProcedureMessage.translate("`topK` must be at least 1, found 0. `topKs` is another key."))
                .isEqualTo("--top-k must be at least 1, found 0. --top-ks is another key.");
        assertThat(ProcedureMessage.translate("`other`: unchanged")).isEqualTo("`other`: unchanged");
    }

    @Test
    void shouldAdviseOnTheHeapOfJavaInsteadOfTheServer() {
        String message = catchThrowable(
                        () -> new MemoryEstimate(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2).requireWithin(1))
                .getMessage();
        assertThat(message).contains("server.memory.heap.max_size");
        assertThat(ProcedureMessage.translate(message))
                .startsWith(message.substring(0, 30))
                .contains("heap")
                .endsWith(" Give Java more heap with -Xmx, or lower --top-k or --max-per-user.")
                .doesNotContain("server.memory", "sudo");
    }
}
