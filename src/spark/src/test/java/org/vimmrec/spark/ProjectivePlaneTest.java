package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectivePlaneTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 7, 11})
    void shouldHaveOneLineThroughAnyTwoPoints(int order) {
        ProjectivePlane plane = new ProjectivePlane(order);
        for (int one = 0; one < plane.size(); one++) {
            int[] lines = plane.linesThrough(one);
            assertThat(Arrays.stream(lines).distinct()).hasSize(order + 1).allMatch(n -> n >= 0 && n < plane.size());
            for (int other = 0; other < one; other++) {
                int[] others = plane.linesThrough(other);
                assertThat(Arrays.stream(lines)
                                .filter(n -> Arrays.stream(others).anyMatch(k -> k == n)))
                        .as("points %d and %d", one, other)
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11})
    void shouldGiveEachLineAPointOfItsOwn(int order) {
        ProjectivePlane plane = new ProjectivePlane(order);
        Set<Integer> owned = new HashSet<>();
        for (int line = 0; line < plane.size(); line++) {
            int point = plane.ownPoint(line);
            assertThat(owned.add(point)).as("point %d of line %d", point, line).isTrue();
            assertThat(plane.linesThrough(point)).contains(line);
        }
    }

    @Test
    void shouldRefuseAnOrderThatIsNoPrime() {
        assertThat(new ProjectivePlane(1).linesThrough(0)).containsExactly(0);
        assertThatThrownBy(() -> new ProjectivePlane(6))
                .hasMessage("`planeOrder` must be 1 or a prime such as 2, 3, 5, 7, 11 or 13, but is 6.");
    }
}
