package org.vimmrec.server;

import java.util.Map;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** The password of a new server, which its user must change before anything else. */
final class InitialPassword {

    private static final String INITIAL = "neo4j";

    private InitialPassword() {}

    /** Changes the initial password of the user neo4j. */
    static void change(String address, String password) {
        try (Driver driver = GraphDatabase.driver(address, AuthTokens.basic("neo4j", INITIAL));
                Session session = driver.session(SessionConfig.forDatabase("system"))) {
            session.run("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", Map.of("old", INITIAL, "new", password))
                    .consume();
        }
    }
}
