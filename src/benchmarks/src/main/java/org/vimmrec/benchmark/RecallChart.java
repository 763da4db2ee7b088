package org.vimmrec.benchmark;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of recall against time: a line for each search, a point for each of its settings. */
final class RecallChart {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 480;
    /** The colours of Okabe and Ito, which people who see colours differently can tell apart. */
    private static final List<Color> COLOURS =
            List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));

    private static final List<Marker> MARKERS =
            List.of(SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP);

    private final String title;
    private final Map<String, List<double[]>> points = new LinkedHashMap<>();

    RecallChart(String title) {
        this.title = title;
    }

    /** Adds the result of one setting. */
    void add(String search, double recall, double seconds) {
        points.computeIfAbsent(search, key -> new ArrayList<>()).add(new double[] {recall, seconds});
    }

    /** Writes the chart as SVG into the folder of results, and returns the file. */
    Path write(String name) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("recall")
                .yAxisTitle("seconds, logarithmic")
                .build();
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setLegendPosition(LegendPosition.OutsideS)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        int line = 0;
        for (Map.Entry<String, List<double[]>> search : points.entrySet()) {
            XYSeries series =
                    chart.addSeries(search.getKey(), column(search.getValue(), 0), column(search.getValue(), 1));
            series.setLineColor(COLOURS.get(line));
            series.setMarkerColor(COLOURS.get(line));
            series.setMarker(MARKERS.get(line));
            line++;
        }
        Path file = Files.createDirectories(Path.of("target", "benchmark")).resolve("recall-" + name + ".svg");
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        return file;
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }
}
