package dev.gonzo.recorder;

import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;

/** What was recorded of one kernel, from the start of its main task on. */
public interface RecordedKernel {
  /** {@return its name, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /** {@return the name of the thread that has called {@code run}; empty if it is not known} */
  String thread();

  /**
   * Returns its events, in order. They are read as they are needed, and can be read again.
   *
   * @return the events
   */
  Iterable<Event> events();

  /** {@return a new codec for its traps and answers} */
  Codec newCodec();
}
