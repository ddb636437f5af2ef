package dev.gonzo.cli;

import dev.gonzo.recorder.RecorderOptions;
import java.nio.file.Path;

/**
 * The parsed arguments of {@code gonzo record}.
 *
 * @param run the program
 * @param recording the directory of the recording, which must not exist
 * @param options how it is recorded
 * @param agent whether what the program reads from the JDK is recorded too
 */
record RecordRequest(RunRequest run, Path recording, RecorderOptions options, boolean agent) {}
