package dev.gonzo.sim.disk;

import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.sim.world.Journal;
import dev.gonzo.sim.world.Subject;

/** The device of a disk: how long operations take, and which of them fail. */
final class Device {
  private static final String SLOW = "disk: slow operation";
  private static final String STUCK = "disk: stuck device";
  private static final String SHORT = "disk: short read or write";
  private static final String READ_ERROR = "disk: EIO of a read";
  private static final String WRITE_ERROR = "disk: EIO of a write";
  private static final String SYNC_ERROR = "disk: EIO of a sync";
  private static final String BIT_ROT = "disk: bit rot";
  private static final long SLOW_FACTOR = 100;

  private final String name;
  private final Subject about;
  private DiskSettings settings;
  private final Draws times;
  private final Draws errors;
  private final Faults faults;
  private final Journal journal;
  private long stuckUntil;
  private boolean isQuiet;

  Device(String name, DiskSettings settings, Draws draws, Faults faults, Journal journal) {
    this.name = name;
    this.about = Subject.of(name, Subject.FAULT);
    this.settings = settings;
    this.times = draws.forPurpose("times");
    this.errors = draws.forPurpose("errors");
    this.faults = faults;
    this.journal = journal;
    configure();
  }

  void settings(DiskSettings changed, boolean areRequired) {
    settings = changed;
    if (areRequired) {
      configure();
    }
  }

  private void configure() {
    configure(SLOW, settings.slow());
    configure(STUCK, settings.stuck());
    configure(SHORT, settings.shortTransfer());
    configure(READ_ERROR, settings.readError());
    configure(WRITE_ERROR, settings.writeError());
    configure(SYNC_ERROR, settings.syncError());
    configure(BIT_ROT, settings.bitRot());
  }

  private void configure(String fault, double probability) {
    if (probability > 0) {
      faults.configured(fault);
    }
  }

  private boolean happens(Draws draws, String fault, double probability) {
    return isDrawn(draws, probability) && faults.strikes(fault);
  }

  private boolean isDrawn(Draws draws, double probability) {
    return !isQuiet && draws.chance(probability);
  }

  /**
   * Lets nothing fail, and draws nothing, while a test prepares or looks at files.
   *
   * @return whether it was so before
   */
  boolean setQuiet(boolean quiet) {
    boolean before = isQuiet;
    isQuiet = quiet;
    return before;
  }

  /** Whether a whole file is read or written at once, whatever its size. */
  boolean isQuiet() {
    return isQuiet;
  }

  /**
   * The time of an operation on the device.
   *
   * @param begins how long it waits before the device begins with it, in nanoseconds
   * @param takes how long the device works then
   */
  record Times(long begins, long takes) {}

  Times next(long now, boolean isSync) {
    long longest = isSync ? settings.longestSync() : settings.longest();
    long takes = settings.shortest() + times.below(Math.max(1, longest - settings.shortest() + 1));
    if (happens(times, SLOW, settings.slow())) {
      takes *= SLOW_FACTOR;
      journal.note(about, () -> SLOW);
    }
    if (happens(times, STUCK, settings.stuck())) {
      stickUntil(now + settings.stuckFor());
    }
    long begins = Math.max(0, stuckUntil - now) + times.below(takes + 1);
    begins = begins < 0 ? Long.MAX_VALUE : begins; // stuck for ever
    return new Times(begins, takes);
  }

  /** Lets it begin with nothing more before an instant of the world's time. */
  void stickUntil(long nanos) {
    stuckUntil = Math.max(stuckUntil, nanos);
    journal.record(about, "disk: " + name + " is stuck until " + stuckUntil);
  }

  /** Whether the bytes of a read need no device. */
  boolean isCached() {
    return times.chance(settings.cached());
  }

  /** How many bytes a read or a write transfers. */
  int transferred(int most) {
    if (most > 1 && isDrawn(errors, settings.shortTransfer())) {
      int fewer = 1 + errors.below(most - 1);
      if (faults.strikes(SHORT)) {
        journal.note(about, () -> SHORT + ", " + fewer + " of " + most + " bytes");
        return fewer;
      }
    }
    return most;
  }

  void read() throws RefusedException {
    failIf(READ_ERROR, settings.readError());
  }

  void write() throws RefusedException {
    failIf(WRITE_ERROR, settings.writeError());
  }

  boolean syncFails() {
    boolean fails = happens(errors, SYNC_ERROR, settings.syncError());
    if (fails) {
      journal.record(about, name + ": " + SYNC_ERROR);
    }
    return fails;
  }

  private void failIf(String fault, double probability) throws RefusedException {
    if (happens(errors, fault, probability)) {
      journal.record(about, name + ": " + fault);
      throw new RefusedException(SystemError.EIO);
    }
  }

  /** Lets a bit flip in what is read of a file, sometimes. */
  void rot(FileNode file, long position, int count) {
    if (isDrawn(errors, settings.bitRot())) {
      long sector = (position + errors.below(count)) / Contents.SECTOR;
      int bit = errors.below(Contents.SECTOR * Byte.SIZE);
      if (!faults.strikes(BIT_ROT)) {
        return;
      }
      file.contents.rot(sector, bit);
      journal.record(
          about,
          name + ": bit " + bit + " of sector " + sector + " of node " + file.number + " flips");
    }
  }
}
