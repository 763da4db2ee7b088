package org.vimmrec.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/**
 * A Neo4j database. Tables are read by Neo4j's connector for Spark; everything else uses the driver that the connector
 * brings along.
 *
 * @param uri such as {@code neo4j://host:7687}
 * @param password null for a server without authentication
 * @param database null for the user's home database
 */
record GraphConnection(String uri, String user, String password, String database) implements Serializable {
    /** Other clients, and the attempt of a task that Spark has given up, may hold locks. */
    private static final int RETRY_MINUTES = 5;

    /** The connection that the options describe. */
    static GraphConnection of(Options options) throws IOException {
        String file = options.text("passwordFile", null);
        String password = file == null
                ? System.getenv("NEO4J_PASSWORD")
                : Files.readString(Path.of(file)).strip();
        return new GraphConnection(
                options.required("uri"), options.text("user", "neo4j"), password, options.text("database", null));
    }

    /**
     * A table of what a query returns. Spark runs the query when it needs the rows, and again if it has lost them.
     *
     * @param type the columns that the query returns
     */
    Dataset<Row> read(SparkSession session, String query, StructType type) {
        DataFrameReader reader = session.read()
                .format("org.neo4j.spark.DataSource")
                .schema(type)
                .option("url", uri)
                .option("access.mode", "write") // a cluster's other members may lack what the job has just written
                .option("query", query);
        if (database != null) {
            reader.option("database", database);
        }
        return password == null
                ? reader.option("authentication.type", "none").load()
                : reader.option("authentication.basic.username", user)
                        .option("authentication.basic.password", password)
                        .load();
    }

    Driver driver() {
        AuthToken token = password == null ? AuthTokens.none() : AuthTokens.basic(user, password);
        return GraphDatabase.driver(
                uri,
                token,
                Config.builder()
                        .withMaxTransactionRetryTime(RETRY_MINUTES, TimeUnit.MINUTES)
                        .build());
    }

    Session session(Driver driver) {
        return driver.session(database == null ? SessionConfig.defaultConfig() : SessionConfig.forDatabase(database));
    }

    @Override
    public String toString() {
        return uri; // without the password
    }
}
