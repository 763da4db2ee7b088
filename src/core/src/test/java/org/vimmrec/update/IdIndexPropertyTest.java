package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdIndexPropertyTest {

    @Property(tries = 200)
    void shouldIndexTheDistinctIdsInAscendingOrder(
            @ForAll @Size(max = 4) List<@Size(max = 30) List<@LongRange(min = 0, max = 60) Long>> arrays) {
        TreeSet<Long> expected = new TreeSet<>();
        arrays.forEach(expected::addAll);
        long[][] ids = arrays.stream().map(IdIndexPropertyTest::array).toArray(long[][]::new);
        if (ids.length == 1) {
            Arrays.sort(ids[0]);
        }
        IdIndex index = IdIndex.of(ids);
        assertThat(index.ids()).containsExactly(array(new ArrayList<>(expected)));
        assertThat(index.size()).isEqualTo(expected.size());
        for (long id = -1; id <= 61; id++) {
            if (expected.contains(id)) {
                assertThat(index.id(index.index(id))).isEqualTo(id);
                assertThat(index.index(id)).isEqualTo(expected.headSet(id).size());
            } else {
                assertThat(index.index(id)).isNegative();
            }
        }
    }

    @Property(tries = 200)
    void shouldFindTheNodesOfAnotherIndex(
            @ForAll @Size(max = 30) Set<@LongRange(min = 0, max = 60) Long> own,
            @ForAll @Size(max = 30) Set<@LongRange(min = 0, max = 60) Long> others) {
        IdIndex index = IdIndex.of(array(new ArrayList<>(new TreeSet<>(own))));
        IdIndex other = IdIndex.of(array(new ArrayList<>(new TreeSet<>(others))));
        int[] indexes = index.indexes(other);
        assertThat(indexes).hasSize(other.size());
        for (int n = 0; n < indexes.length; n++) {
            assertThat(indexes[n]).isEqualTo(index.index(other.id(n)));
        }
    }

    @Property(tries = 20)
    void shouldSelectIdsInTheGivenOrder(@ForAll @IntRange(min = 1, max = 50) int size) {
        long[] ids = new long[size];
        Arrays.setAll(ids, n -> 7L * n);
        IdIndex index = IdIndex.of(ids);
        assertThat(index.ids(new int[] {size - 1, 0})).containsExactly(7L * (size - 1), 0);
    }

    @Test
    void shouldKeepAnAscendingArrayWithoutCopying() {
        long[] ids = {3, 5, 8};
        assertThat(IdIndex.of(ids).ids()).isSameAs(ids);
    }

    @Test
    void shouldBeEmptyWithoutIds() {
        assertThat(IdIndex.of().size()).isZero();
        assertThat(IdIndex.of(new long[0]).index(0)).isNegative();
    }

    private static long[] array(List<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}
