package dev.gonzo.http.server;

import java.util.Locale;
import java.util.Map;

/** The types of files by the ends of their names. */
final class ContentTypes {
  private static final String UTF_8 = "; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html" + UTF_8),
          Map.entry("htm", "text/html" + UTF_8),
          Map.entry("css", "text/css" + UTF_8),
          Map.entry("js", "text/javascript" + UTF_8),
          Map.entry("mjs", "text/javascript" + UTF_8),
          Map.entry("txt", "text/plain" + UTF_8),
          Map.entry("md", "text/markdown" + UTF_8),
          Map.entry("csv", "text/csv" + UTF_8),
          Map.entry("xml", "application/xml"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("jar", "application/java-archive"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff", "font/woff"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("ttf", "font/ttf"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"));

  private ContentTypes() {}

  static String of(String name) {
    int dot = name.lastIndexOf('.');
    String end = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(end, "application/octet-stream");
  }
}
