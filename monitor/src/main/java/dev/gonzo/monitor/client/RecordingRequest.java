package dev.gonzo.monitor.client;

import dev.gonzo.monitor.json.JsonWriter;
import java.nio.file.Path;

/**
 * How a program records itself for a tool.
 *
 * @param path the absolute path of the directory that the program creates
 * @param maxBytes how large the recording may become, in bytes
 * @param keepLast whether the oldest events are dropped at that limit, or recording ends there
 * @param withData whether the bytes that it receives are recorded
 * @param withPlaces whether the place in the program of each trap is recorded
 */
public record RecordingRequest(
    Path path, long maxBytes, boolean keepLast, boolean withData, boolean withPlaces) {
  JsonWriter json() {
    return new JsonWriter()
        .beginObject()
        .name("ask")
        .value("record")
        .name("recording")
        .value(path.toString())
        .name("maxBytes")
        .value(maxBytes)
        .name("keepLast")
        .value(keepLast)
        .name("withoutData")
        .value(!withData)
        .name("withPlaces")
        .value(withPlaces)
        .endObject();
  }
}
