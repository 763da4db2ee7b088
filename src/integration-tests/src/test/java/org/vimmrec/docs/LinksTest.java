package org.vimmrec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The links between the pages. */
class LinksTest {
    private static final Path MAP = Path.of("docs", "README.md");
    private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?)\\s*$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

    @Test
    void shouldLeadToFilesAndHeadingsThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String link : links(page.file())) {
                if (link.contains("://") || link.startsWith("mailto:")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page.file()
                        : page.file().resolveSibling(parts[0]).normalize();
                if (!Files.exists(target)) {
                    broken.add(page + " -> " + link + ": no such file");
                } else if (parts.length == 2 && !anchors(target).contains(parts[1])) {
                    broken.add(page + " -> " + link + ": no such heading");
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void shouldLeadFromTheMapToEveryPage() throws IOException {
        TreeSet<String> pages = new TreeSet<>();
        for (Page page : Page.all()) {
            if (page.file().startsWith("docs") && !page.file().equals(MAP)) {
                pages.add(MAP.getParent().relativize(page.file()).toString());
            }
        }
        assertThat(links(MAP).stream().map(link -> link.replaceFirst("#.*", "")))
                .containsAll(pages);
    }

    private static List<String> links(Path file) throws IOException {
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(withoutCode(file));
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        return links;
    }

    /** As GitHub makes them from headings. */
    private static List<String> anchors(Path file) throws IOException {
        List<String> anchors = new ArrayList<>();
        String page = withoutCode(file);
        Matcher heading = HEADING.matcher(page);
        while (heading.find()) {
            String text = heading.group(1).toLowerCase(Locale.ROOT);
            anchors.add(text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
        }
        Matcher anchor = ANCHOR.matcher(page);
        while (anchor.find()) {
            anchors.add(anchor.group(1));
        }
        return anchors;
    }

    private static String withoutCode(Path file) throws IOException {
        return Files.readString(file).replaceAll("(?s)```.*?```", "");
    }
}
