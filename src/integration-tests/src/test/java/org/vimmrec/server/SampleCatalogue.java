package org.vimmrec.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Generates the embeddings and the interactions of the sample catalogue. The videos with their titles, topics and
 * subtopics are written by hand, in {@code items.csv}.
 *
 * <p>An embedding is the centre of the video's topic, plus the centre of its subtopic, plus noise; the modalities
 * differ in how much of each. A person has two favourite subtopics and watches mostly, but not only, videos of these.
 * People and embeddings have nothing in common but the topics: similarities play no part in what people watch.
 *
 * <p>{@link Random} and {@link StrictMath} are specified to the bit, so every machine generates the same files.
 */
final class SampleCatalogue {
    static final Path ITEMS = Path.of("cypher", "data", "items.csv");
    static final Path INTERACTIONS = Path.of("cypher", "data", "interactions.csv");
    static final int PEOPLE = 600;

    private static final List<Modality> MODALITIES = List.of(
            new Modality("visual", 8, 0.6, 0.6, 0.04),
            new Modality("text", 6, 0.6, 0.6, 0.05),
            new Modality("audio", 6, 0.3, 1.0, 0.08));

    private static final double FAVOURITE_SHARE = 0.7;
    private static final double POPULARITY_EXPONENT = 0.6;
    private static final int COLD_VIDEOS = 6;
    private static final int MAX_PLAYS = 5;

    private static final List<String> NAMES =
            List.of(("ada ben cleo dina emil fay gus hana ivo jona kofi lena mina nils omar pia quinn rosa sami tess"
                            + " ugo vera wim xena yara zeno anouk bram carla dario edda finn greta hugo ines june kaya"
                            + " levi milo nora")
                    .split(" "));

    /** What ada watched, in the tutorial's words. */
    private static final List<String> WATCHED_BY_ADA = List.of("Drum groove of the week", "Mixing vocals at home");

    private final List<Video> videos;

    /**
     * How a modality reflects the topics, whose centres have coordinates with the standard deviation 1.
     *
     * @param subtopicScale the standard deviation of the coordinates of subtopics, relative to their topic
     * @param noise the standard deviation of the coordinates of a video, relative to its subtopic
     * @param missingShare the share of videos without the modality
     */
    private record Modality(String name, int dimension, double subtopicScale, double noise, double missingShare) {}

    private record Video(String id, String title, String topic, String subtopic) {}

    SampleCatalogue() throws IOException {
        videos = Files.readAllLines(ITEMS).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(row -> new Video(row[0], row[1], row[2], row[3]))
                .toList();
    }

    /** The content of {@code items.csv}. */
    String items() {
        List<List<String>> columns = MODALITIES.stream().map(this::embeddings).toList();
        StringBuilder csv = new StringBuilder("itemId,title,topic,subtopic");
        MODALITIES.forEach(modality -> csv.append(',').append(modality.name));
        csv.append('\n');
        for (int v = 0; v < videos.size(); v++) {
            Video video = videos.get(v);
            csv.append(String.join(",", video.id, video.title, video.topic, video.subtopic));
            for (List<String> column : columns) {
                csv.append(',').append(column.get(v));
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    /** The embedding of each video, or an empty text if it has none. */
    private List<String> embeddings(Modality modality) {
        Random random = new Random(modality.name.hashCode());
        Map<String, double[]> centres = new HashMap<>();
        List<String> embeddings = new ArrayList<>();
        for (Video video : videos) {
            double[] topic = centres.computeIfAbsent(video.topic, t -> vector(random, modality.dimension));
            double[] subtopic = centres.computeIfAbsent(video.subtopic, t -> vector(random, modality.dimension));
            double[] noise = vector(random, modality.dimension);
            double[] embedding = new double[modality.dimension];
            for (int d = 0; d < embedding.length; d++) {
                embedding[d] = topic[d] + modality.subtopicScale * subtopic[d] + modality.noise * noise[d];
            }
            boolean missing = random.nextDouble() < modality.missingShare;
            embeddings.add(missing ? "" : text(embedding));
        }
        return embeddings;
    }

    private static double[] vector(Random random, int dimension) {
        return DoubleStream.generate(random::nextGaussian).limit(dimension).toArray();
    }

    private static String text(double[] embedding) {
        return DoubleStream.of(embedding)
                .mapToObj(number -> String.format(Locale.ROOT, "%.2f", number))
                .collect(Collectors.joining(";"));
    }

    /** The content of {@code interactions.csv}. */
    String interactions() {
        Random random = new Random(1);
        Map<Video, Double> popularity = popularity(random);
        List<String> subtopics = videos.stream().map(Video::subtopic).distinct().toList();
        StringBuilder csv = new StringBuilder("userId,itemId,plays\n");
        for (int person = 0; person < PEOPLE; person++) {
            List<String> favourites = List.of(any(subtopics, random), any(subtopics, random));
            Set<Video> watched = new LinkedHashSet<>();
            if (person == 0) {
                videos.stream()
                        .filter(video -> WATCHED_BY_ADA.contains(video.title))
                        .forEach(watched::add);
            }
            int count = person == 0 ? watched.size() : 3 + random.nextInt(4);
            while (watched.size() < count) {
                String favourite = any(favourites, random);
                boolean byTaste = random.nextDouble() < FAVOURITE_SHARE;
                watched.add(draw(popularity, video -> !byTaste || video.subtopic.equals(favourite), random));
            }
            for (Video video : watched) {
                int plays = 1 + Math.min(random.nextInt(MAX_PLAYS), random.nextInt(MAX_PLAYS));
                csv.append(String.join(",", name(person), video.id, String.valueOf(plays)))
                        .append('\n');
            }
        }
        return csv.toString();
    }

    /** The weight of each video when one is drawn. Cold videos, which nobody has watched, have none. */
    private Map<Video, Double> popularity(Random random) {
        Map<Video, Double> popularity = new HashMap<>();
        List<Video> left = new ArrayList<>(videos);
        while (left.size() > COLD_VIDEOS) {
            double rank = 1.0 + popularity.size();
            Video next = left.remove(random.nextInt(left.size()));
            popularity.put(next, 1 / StrictMath.pow(rank, POPULARITY_EXPONENT));
        }
        return popularity;
    }

    private Video draw(Map<Video, Double> popularity, Predicate<Video> eligible, Random random) {
        List<Video> candidates =
                videos.stream().filter(popularity::containsKey).filter(eligible).toList();
        double left = random.nextDouble()
                * candidates.stream().mapToDouble(popularity::get).sum();
        for (Video candidate : candidates) {
            left -= popularity.get(candidate);
            if (left < 0) {
                return candidate;
            }
        }
        return candidates.get(candidates.size() - 1);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** The first forty people have a first name, the others also an initial. */
    private static String name(int person) {
        int initial = person / NAMES.size();
        return NAMES.get(person % NAMES.size()) + (initial == 0 ? "" : "-" + (char) ('a' + initial));
    }
}
