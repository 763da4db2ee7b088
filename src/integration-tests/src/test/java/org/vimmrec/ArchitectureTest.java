package org.vimmrec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.procedure.Description;

/**
 * The rules of the architecture. The modules of the build hold some of them, too. Checkstyle holds the sizes of files,
 * lines and parameter lists.
 */
class ArchitectureTest {
    private static final String ROOT = "org.vimmrec";
    /** The packages of the core. Each may depend on those before it. */
    private static final List<String> CORE = List.of(
            "task", "sparse", "rule", "similarity", "statistics", "interaction", "update", "recommender", "evaluation");
    /** The packages of the hosts. Each may depend on the core and on those before it. */
    private static final List<String> HOSTS = List.of("config", "graph", "procedure", "mmrec", "cli");

    /** The packages of the command line. Each may depend on those before it, and none on the package above them. */
    private static final List<String> COMMAND_LINE = List.of(
            "process",
            "console",
            "data",
            "catalogue",
            "database",
            "options",
            "report",
            "evaluation",
            "stored",
            "export");

    private static JavaClasses all;

    @BeforeAll
    static void readClasses() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(
                        location -> !location.contains("-tests.jar") && !location.contains("integration-tests"))
                .importPackages(ROOT);
        assertThat(all).hasSizeGreaterThan(50);
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static String[] packages(String name) {
        return packages(List.of(name));
    }

    @Test
    void shouldBuildTheCoreOnTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(packages(CORE))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(packages(CORE))
                        .or(resideInAnyPackage("java.lang..", "java.util..", "java.time..", "java.io..", "java.text..")
                                .or(resideInAPackage("jdk.incubator.vector.."))))
                .check(all);
    }

    @Test
    void shouldPointDependenciesInward() {
        List<String> order = Stream.concat(CORE.stream(), HOSTS.stream()).toList();
        for (int n = 0; n < order.size() - 1; n++) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(order.get(n)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(order.subList(n + 1, order.size())))
                    .check(all);
        }
    }

    @Test
    void shouldPointDependenciesOfTheCommandLineToItsBasics() {
        List<String> order =
                COMMAND_LINE.stream().map(name -> ROOT + ".cli." + name + "..").toList();
        for (int n = 0; n < order.size(); n++) {
            List<String> later = new ArrayList<>(order.subList(n + 1, order.size()));
            later.add(ROOT + ".cli");
            noClasses()
                    .that()
                    .resideInAPackage(order.get(n))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later.toArray(String[]::new))
                    .check(all);
        }
        assertThat(all.stream().map(JavaClass::getPackageName).filter(name -> name.startsWith(ROOT + ".cli.")))
                .allMatch(name -> COMMAND_LINE.contains(name.substring((ROOT + ".cli.").length())));
    }

    @Test
    void shouldKnowEveryPackage() {
        assertThat(all.stream().map(JavaClass::getPackageName).distinct())
                .allMatch(name -> name.equals(ROOT)
                        || Stream.concat(CORE.stream(), HOSTS.stream())
                                .anyMatch(known -> (name + ".").startsWith(ROOT + "." + known + ".")));
    }

    @Test
    void shouldReadConfigurationsWithoutNeo4j() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("config"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.neo4j..")
                .check(all);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(all);
    }

    @Test
    void shouldUsePublicNeo4jApiAndTheJdkInThePlugin() {
        classes()
                .that()
                .resideOutsideOfPackages(packages("cli"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "jdk.incubator.vector..",
                                ROOT + "..",
                                "org.neo4j.graphdb..",
                                "org.neo4j.procedure..")
                        .or(nameMatching("org\\.neo4j\\.logging\\.Log")))
                .check(all);
    }

    /** All other classes must load without the module. */
    @Test
    void shouldUseTheVectorApiInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".similarity.vector")
                .should()
                .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
                .check(all);
    }

    @Test
    void shouldUsePublicNeo4jApiInTheCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("cli"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.neo4j..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "org.neo4j.graphdb..",
                                "org.neo4j.procedure..",
                                "org.neo4j.dbms.api..",
                                "org.neo4j.driver..",
                                "org.neo4j.configuration.."))
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                nameMatching("org\\.neo4j\\.logging\\.Log"))))
                .allowEmptyShould(true)
                .check(all);
    }

    /**
     * Names from configurations are arguments of methods and parameters of queries, never a part of a query. The
     * exceptions are a relationship type and a label of letters, digits and underscores that are counted;
     * {@code RelationshipsTest} checks the names.
     */
    @Test
    void shouldRunConstantQueries() throws IOException {
        Pattern constant = Pattern.compile("\\.execute\\((\"[^\"]*\"|[A-Z_]+)[,)]");
        List<String> queries = new ArrayList<>();
        for (JavaClass type : all.that(resideOutsideOfPackages(packages("cli")))) {
            for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                if (call.getName().equals("execute")
                                && call.getTargetOwner().getPackageName().startsWith("org.neo4j")
                        || call.getName().equals("executeTransactionally")) {
                    Path source = Path.of(
                            "src/neo4j/src/main/java",
                            type.getPackageName().replace('.', '/'),
                            type.getSource().orElseThrow().getFileName().orElseThrow());
                    queries.add(Files.readAllLines(source).get(call.getLineNumber() - 1));
                }
            }
        }
        List<String> counting = List.of("tx.execute(COUNT.formatted(type))", "tx.execute(COUNT.formatted(label))");
        for (String count : counting) {
            assertThat(queries).filteredOn(query -> query.contains(count)).hasSize(1);
        }
        assertThat(queries)
                .filteredOn(query -> counting.stream().noneMatch(query::contains))
                .hasSize(3)
                .allMatch(query -> constant.matcher(query).find());
    }

    @Test
    void shouldNameClassesAfterTheirJob() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager)(\\$.*)?")
                .check(all);
    }

    @Test
    void shouldExplainEveryPackage() throws IOException {
        List<Path> unexplained = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(Path.of("src"))) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder -> folder.toString().contains("src/main/java"))
                    .toList()) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.anyMatch(file -> file.toString().endsWith(".java"))
                            && !Files.exists(folder.resolve("package-info.java"))) {
                        unexplained.add(folder);
                    }
                }
            }
        }
        assertThat(unexplained).isEmpty();
    }

    @Test
    void shouldDescribeEveryComponentOfEveryResultRow() throws ClassNotFoundException {
        List<String> rows = new ArrayList<>();
        List<String> undescribed = new ArrayList<>();
        for (JavaClass type : all) {
            if (type.getPackageName().equals(ROOT + ".procedure")
                    && type.getSimpleName().endsWith("Row")) {
                rows.add(type.getSimpleName());
                for (RecordComponent component : Class.forName(type.getName()).getRecordComponents()) {
                    Description description = component.getAnnotation(Description.class);
                    // The annotation's targets decide where javac keeps it: on the component, or on its field.
                    if (description == null) {
                        description = field(component).getAnnotation(Description.class);
                    }
                    if (description == null || description.value().isBlank()) {
                        undescribed.add(type.getSimpleName() + "." + component.getName());
                    }
                }
            }
        }
        assertThat(rows)
                .contains(
                        "PairRow",
                        "EdgeRow",
                        "StatsRow",
                        "WriteRow",
                        "UpdateRow",
                        "EstimateRow",
                        "DropRow",
                        "ExplainRow",
                        "StoredRow",
                        "StatisticsRow");
        assertThat(undescribed).isEmpty();
    }

    private static java.lang.reflect.Field field(RecordComponent component) {
        try {
            return component.getDeclaringRecord().getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }
}
