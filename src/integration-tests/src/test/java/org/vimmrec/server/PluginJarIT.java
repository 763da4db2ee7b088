package org.vimmrec.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests the content of the plugin jar: core, core-vector and the procedures, without third-party or test classes. */
class PluginJarIT {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String KERNEL_PROVIDERS = "META-INF/services/org.vimmrec.similarity.KernelProvider";
    private static final String RELEASE = "org/vimmrec/procedure/release.properties";
    /** The packages of core, core-vector and neo4j, and the description of the root package. */
    private static final Pattern OWN_CLASS = Pattern.compile("org/vimmrec/(package-info|"
            + "(config|evaluation|graph|interaction|procedure|recommender|rule|similarity|sparse|statistics|task|update)"
            + "/.+)\\.class");

    private static final Pattern TEST_CLASS = Pattern.compile(".*(Test|Tests|IT)(\\$.*)?\\.class");
    private static final int CLASS_FILE_MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;

    private static List<JarEntry> files(JarFile jar) {
        return jar.stream().filter(entry -> !entry.isDirectory()).toList();
    }

    @Test
    void shouldContainOnlyClassesOfThisProject() throws IOException {
        try (JarFile jar = new JarFile(ServerJars.vimmrec().toFile())) {
            Set<String> names =
                    files(jar).stream().map(JarEntry::getName).collect(Collectors.toCollection(TreeSet::new));
            assertThat(names)
                    .contains(MANIFEST, KERNEL_PROVIDERS, RELEASE)
                    .contains("org/vimmrec/procedure/SimilarityProcedures.class")
                    .contains("org/vimmrec/similarity/vector/VectorKernelProvider.class");
            names.removeAll(Set.of(MANIFEST, KERNEL_PROVIDERS, RELEASE));
            assertThat(names)
                    .hasSizeGreaterThan(100)
                    .allMatch(name -> OWN_CLASS.matcher(name).matches())
                    .noneMatch(name -> TEST_CLASS.matcher(name).matches());
        }
    }

    @Test
    void shouldContainEachFileOnce() throws IOException {
        try (JarFile jar = new JarFile(ServerJars.vimmrec().toFile())) {
            assertThat(files(jar)).extracting(JarEntry::getName).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldRegisterTheVectorKernel() throws IOException {
        try (JarFile jar = new JarFile(ServerJars.vimmrec().toFile())) {
            byte[] providers =
                    jar.getInputStream(jar.getEntry(KERNEL_PROVIDERS)).readAllBytes();
            assertThat(new String(providers, StandardCharsets.UTF_8))
                    .isEqualToIgnoringWhitespace("org.vimmrec.similarity.vector.VectorKernelProvider");
        }
    }

    @Test
    void shouldRunOnJava17() throws IOException {
        try (JarFile jar = new JarFile(ServerJars.vimmrec().toFile())) {
            for (JarEntry entry : files(jar)) {
                if (entry.getName().endsWith(".class")) {
                    try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
                        assertThat(in.readInt()).as(entry.getName()).isEqualTo(CLASS_FILE_MAGIC);
                        in.readUnsignedShort(); // the minor version
                        assertThat(in.readUnsignedShort())
                                .as("class file version of " + entry.getName())
                                .isEqualTo(JAVA_17);
                    }
                }
            }
        }
    }
}
