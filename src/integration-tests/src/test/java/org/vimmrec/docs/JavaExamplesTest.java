package org.vimmrec.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.docs.Page.Block;

/** The classes that pages show. */
class JavaExamplesTest {
    private static final String REGISTRY = "/org/vimmrec/recommender/Recommenders.class";
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:class|record|interface) (\\w+)");

    @Test
    void shouldCompile(@TempDir Path classes) throws IOException {
        assumeTrue(getClass().getResource(REGISTRY) != null, "recommenders are not in a package of their own");
        List<JavaFileObject> sources = new ArrayList<>();
        for (Page page : Page.all()) {
            page.blocks().stream()
                    .filter(block -> block.language().equals("java"))
                    .map(JavaExamplesTest::source)
                    .forEach(sources::add);
        }
        assertThat(sources).isNotEmpty();
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        boolean compiled =
                compiler.getTask(messages, null, null, options, null, sources).call();
        assertThat(compiled).as(messages::toString).isTrue();
    }

    private static JavaFileObject source(Block block) {
        String name = found(PACKAGE, block.text()).replace('.', '/') + "/" + found(TYPE, block.text());
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return block.text();
            }
        };
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
