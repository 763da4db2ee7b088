package org.vimmrec.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules between the core and its host Spark. They are tested here, because the classes of Spark and of Neo4j must
 * never be on one class path.
 */
class SparkArchitectureTest {
    private static final String SPARK_HOST = "org.vimmrec.spark";

    private static JavaClasses all;

    @BeforeAll
    static void readClasses() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.vimmrec");
        assertThat(all).hasSizeGreaterThan(50);
    }

    @Test
    void shouldKeepSparkOutOfTheCore() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPARK_HOST)
                .should()
                .dependOnClassesThat(resideInAnyPackage(SPARK_HOST, "org.apache..", "scala..", "org.neo4j.."))
                .check(all);
    }

    @Test
    void shouldDependOnTheCoreSparkAndTheDriverAlone() {
        classes()
                .that()
                .resideInAPackage(SPARK_HOST)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "scala..",
                        "org.apache.spark..",
                        "org.apache.hadoop..",
                        "org.neo4j.driver..",
                        "com.fasterxml.jackson..",
                        SPARK_HOST,
                        "org.vimmrec.mmrec",
                        "org.vimmrec.task",
                        "org.vimmrec.sparse",
                        "org.vimmrec.rule",
                        "org.vimmrec.similarity",
                        "org.vimmrec.statistics",
                        "org.vimmrec.interaction",
                        "org.vimmrec.update"))
                .check(all);
    }

    @Test
    void shouldHaveNeo4jOutOfReach() {
        for (String name : new String[] {"org.neo4j.graphdb.GraphDatabaseService", "org.vimmrec.procedure.Version"}) {
            assertThat(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"))
                    .as(name)
                    .isNull();
        }
    }
}
