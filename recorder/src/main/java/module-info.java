import org.jspecify.annotations.NullMarked;

/** Records what happens to a program, and runs it again from the recording. */
@NullMarked
@SuppressWarnings("module") // core exports what kernels are made of to this module
module dev.gonzo.recorder {
  requires transitive dev.gonzo.core;
  requires dev.gonzo.sim;
  requires static org.jspecify;

  exports dev.gonzo.recorder;
  exports dev.gonzo.recorder.event;
  exports dev.gonzo.recorder.format;
}
