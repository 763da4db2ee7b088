package org.vimmrec.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/** The reference against the code. With {@code -Dvimmrec.docs.write=true}, writes the page of the procedures. */
@ExtendWith(SharedDatabase.class)
class ReferenceTest {
    private static final Path PROCEDURES = Path.of("docs", "reference", "procedures.md");
    private static final Path CONFIGURATION = Path.of("docs", "reference", "configuration.md");

    private final Database db;
    private final Reference reference;

    ReferenceTest(Database db) throws IOException {
        this.db = db;
        this.reference = new Reference(db, Files.readString(CONFIGURATION));
    }

    @Test
    void shouldListEveryProcedureColumnKeyAndDefault() throws IOException {
        if (Boolean.getBoolean("vimmrec.docs.write")) {
            Files.writeString(PROCEDURES, reference.page());
        }
        assertThat(Files.readString(PROCEDURES))
                .as("%s differs from the code; -Dvimmrec.docs.write=true writes it anew", PROCEDURES)
                .isEqualTo(reference.page());
    }

    @Test
    void shouldExplainEveryKeyAndNoOther() {
        TreeSet<String> keys = new TreeSet<>();
        reference.keys().values().forEach(ofProcedure -> keys.addAll(ofProcedure.keySet()));
        assertThat(reference.documentedKeys().keySet()).containsExactlyElementsOf(keys);
    }

    /** An unknown key that resembles no other makes a procedure list its keys. */
    @Test
    void shouldKnowTheKeysThatTheProceduresAccept() {
        reference.keys().forEach((procedure, keys) -> {
            if (procedure.equals("vimmrec.explain") || procedure.startsWith("vimmrec.recommend.")) {
                return; // the keys depend on the strategy, the recommender, or what is to be dropped
            }
            String required = keys.containsKey("modalities") ? "modalities: {visual: 'visualEmbedding'}, " : "";
            String known = new TreeSet<>(keys.keySet()).toString();
            assertThatThrownBy(() -> db.run("CALL " + procedure + "({" + required + "zzzzzzzzzzzzzzzz: 1})"))
                    .as(procedure)
                    .hasMessageContaining(known);
        });
    }
}
