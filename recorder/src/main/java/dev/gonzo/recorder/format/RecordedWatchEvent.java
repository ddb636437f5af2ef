package dev.gonzo.recorder.format;

import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An event in a watched directory, from a recording. */
record RecordedWatchEvent(WatchEvent.Kind<Object> kind, int count, @Nullable Object context)
    implements WatchEvent<Object> {
  @SuppressWarnings("unchecked") // the type of the context is that of the kind
  static RecordedWatchEvent read(ValueReader values, ByteReader from) {
    String name = from.text();
    WatchEvent.Kind<?> kind =
        Stream.of(
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.OVERFLOW)
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new DamagedDataException("no event has the kind " + name));
    return new RecordedWatchEvent(
        (WatchEvent.Kind<Object>) kind, (int) from.number(), values.read());
  }
}
