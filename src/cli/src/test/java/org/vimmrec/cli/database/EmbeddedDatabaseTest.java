package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.vimmrec.cli.process.CommandFailure;

class EmbeddedDatabaseTest {

    @TempDir
    private Path folder;

    @Test
    void shouldInstallThePluginAndDeleteATemporaryFolder() throws IOException {
        Path home;
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            home = database.home();
            assertThat(home.resolve("plugins/vimmrec.jar")).isRegularFile();
            assertThat(query(database, "SHOW PROCEDURES YIELD name WHERE name STARTS WITH 'vimmrec.' RETURN name"))
                    .contains(
                            "vimmrec.similarity.write",
                            "vimmrec.statistics",
                            "vimmrec.overlay.write",
                            "vimmrec.synergistic.write");
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void shouldKeepADatabaseAndLockIt() throws IOException {
        Path home = folder.resolve("new/kept");
        try (EmbeddedDatabase database = EmbeddedDatabase.in(home, OptionalInt.empty())) {
            query(database, "CREATE (:Item {itemId: 7}) RETURN 1");
            assertThatThrownBy(() -> EmbeddedDatabase.in(home, OptionalInt.empty()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining(home.toString())
                    .hasMessageContaining("the database is in use by another process");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.in(home, OptionalInt.empty())) {
            assertThat(query(database, "MATCH (item:Item) RETURN item.itemId")).containsExactly(7L);
        }
    }

    @Test
    void shouldRejectAFolderWithOtherFilesAndLeaveItUnchanged() throws IOException {
        Path note = Files.writeString(folder.resolve("note.txt"), "mine");
        assertThatThrownBy(() -> EmbeddedDatabase.in(folder, OptionalInt.empty()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(folder + ": neither empty nor a database that this command created. "
                        + "Give a new or empty folder.");
        assertThatThrownBy(() -> EmbeddedDatabase.in(note, OptionalInt.empty()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(note + ": not a folder");
        try (var contents = Files.list(folder)) {
            assertThat(contents).containsExactly(note);
        }
    }

    @Test
    void shouldAcceptNeo4jClientsWithoutAPasswordOnThisMachineOnly() throws IOException {
        int port = freePort();
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.of(port));
                Driver driver = GraphDatabase.driver("bolt://localhost:" + port)) {
            assertThat(driver.executableQuery("RETURN vimmrec.version() IS NOT NULL AS here")
                            .execute()
                            .records())
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("here").asBoolean()).isTrue());
            assertThat(query(
                            database,
                            "SHOW SETTINGS YIELD name, value "
                                    + "WHERE name = 'server.bolt.listen_address' RETURN value"))
                    .containsExactly("localhost:" + port);
        }
    }

    @Test
    void shouldReportAPortInUseBeforeStartingAnything() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            Path home = folder.resolve("kept");
            assertThatThrownBy(() -> EmbeddedDatabase.in(home, OptionalInt.of(taken.getLocalPort())))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of localhost cannot be opened for Bolt")
                    .hasMessageContaining("Give another port with --bolt-port.");
            assertThat(home).doesNotExist();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The only column of a query's result. */
    private static List<Object> query(Database database, String cypher) {
        return database.query(cypher, Map.of()).stream()
                .map(row -> row.values().iterator().next())
                .toList();
    }
}
