package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.data.NpzFiles;
import org.vimmrec.cli.data.SciPy;

class CsrMatrixTest {

    @TempDir
    private Path folder;

    @Test
    void shouldWriteTheFirstValueOfEachPlace() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int repetition = 0; repetition < 50; repetition++) {
            int rows = random.nextInt(1, 40);
            int columns = random.nextInt(1, 40);
            Map<String, Double> expected = new HashMap<>();
            CsrMatrix.Builder builder = new CsrMatrix.Builder(rows, columns);
            for (int n = random.nextInt(3_000); n > 0; n--) {
                int row = random.nextInt(rows);
                int column = random.nextInt(columns);
                double value = random.nextDouble();
                builder.add(row, column, value);
                expected.putIfAbsent(row + " " + column, value);
            }
            Path file = folder.resolve(repetition + ".npz");
            builder.build().writeNpz(file);
            assertThat(NpzFiles.read(file)).isEqualTo(new NpzFiles.Matrix(rows, columns, expected));
        }
    }

    @Test
    void shouldWriteTheSameBytesAgain() throws IOException {
        CsrMatrix matrix =
                new CsrMatrix.Builder(2, 3).add(1, 2, 0.1).add(0, 0, 1).build();
        matrix.writeNpz(folder.resolve("a.npz"));
        matrix.writeNpz(folder.resolve("b.npz"));
        assertThat(folder.resolve("b.npz")).hasSameBinaryContentAs(folder.resolve("a.npz"));
    }

    @Test
    void shouldBeReadBySciPy() throws IOException, InterruptedException {
        SciPy.assumePresent();
        new CsrMatrix.Builder(3, 70_000)
                .add(2, 69_999, 0.1)
                .add(0, 5, 1)
                .add(2, 0, -1e-300)
                .build()
                .writeNpz(folder.resolve("m.npz"));
        assertThat(SciPy.run("""
                import scipy.sparse as sp, sys
                m = sp.load_npz(sys.argv[1])
                m.check_format(full_check=True)
                print(type(m).__name__, m.shape, m.dtype, m.has_canonical_format)
                print(m.indptr.tolist(), m.indices.tolist(), [value.hex() for value in m.data.tolist()])
                """, folder.resolve("m.npz").toString())).isEqualTo("""
                csr_matrix (3, 70000) float64 True
                [0, 1, 1, 3] [5, 0, 69999] ['0x1.0000000000000p+0', '-0x1.56e1fc2f8f359p-997', '0x1.999999999999ap-4']
                """);
    }
}
