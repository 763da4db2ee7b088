package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelsTest {

    @Test
    void shouldSayHowToGetTheFasterImplementation() {
        assertThat(Kernels.PLAIN.available()).isTrue();
        assertThat(Kernels.PLAIN.description()).contains("server.jvm.additional=--add-modules=jdk.incubator.vector");
        assertThat(Kernels.VECTOR.description()).isEqualTo("similarities are computed with the Vector API");
    }
}
