package org.vimmrec.procedure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.UserFunction;

/** The version of the plugin. */
public final class Version {
    private static final String RELEASE = release();

    /** {@code RETURN vimmrec.version()}. */
    @UserFunction("vimmrec.version")
    @Description("The version of the VI-MMRec plugin.")
    public String version() {
        return RELEASE;
    }

    private static String release() {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("release.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
