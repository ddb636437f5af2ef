package dev.gonzo.sim.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, in sectors: as programs see them, as they are on the device, and the
 * versions in between, any of which may have reached the device when the system crashes.
 *
 * <p>A sector is written whole and is never changed in place: so an array is shared by all maps
 * that contain it.
 */
final class Contents {
  static final int SECTOR = 512;

  /** How many versions of one sector are kept. */
  private static final int MOST_VERSIONS = 64;

  /** How many sectors, or sizes, wait before the system writes them back by itself. */
  private static final int MOST_PENDING = 65_536;

  private NavigableMap<Long, byte[]> sectors = new TreeMap<>();
  private long size;
  private NavigableMap<Long, byte[]> durable = new TreeMap<>();
  private long durableSize;

  private final NavigableMap<Long, List<Version>> versions = new TreeMap<>();
  private final List<Resizing> resizings = new ArrayList<>();
  // The number of the last change.
  private long changes;

  /**
   * A sector after a change.
   *
   * @param change the number of the change
   * @param bytes the bytes; null if nothing was written to it, so that it reads as zeros
   * @param isCut whether the change was a truncation
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Version(long change, byte @Nullable [] bytes, boolean isCut) {}

  /**
   * A change of the size.
   *
   * @param change the number of the change
   * @param size the new size
   */
  private record Resizing(long change, long size) {}

  long size() {
    return size;
  }

  /** How many sectors it takes. */
  long sectors() {
    return sectors.size();
  }

  /** How many sectors a write would add. */
  long newSectors(long position, int length) {
    long added = 0;
    for (long sector = position / SECTOR; sector <= (position + length - 1) / SECTOR; sector++) {
      added += sectors.containsKey(sector) ? 0 : 1;
    }
    return added;
  }

  /** Reads bytes. Returns how many; -1 at the end. */
  int read(long position, byte[] target, int offset, int length) {
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(length, size - position);
    for (int done = 0; done < count; ) {
      long at = position + done;
      int inside = (int) (at % SECTOR);
      int part = Math.min(count - done, SECTOR - inside);
      byte[] sector = sectors.get(at / SECTOR);
      if (sector == null) {
        Arrays.fill(target, offset + done, offset + done + part, (byte) 0);
      } else {
        System.arraycopy(sector, inside, target, offset + done, part);
      }
      done += part;
    }
    return count;
  }

  void write(long position, byte[] source, int offset, int length) {
    changes++;
    for (int done = 0; done < length; ) {
      long at = position + done;
      int inside = (int) (at % SECTOR);
      int part = Math.min(length - done, SECTOR - inside);
      byte[] old = sectors.get(at / SECTOR);
      byte[] bytes = old == null ? new byte[SECTOR] : old.clone();
      System.arraycopy(source, offset + done, bytes, inside, part);
      sectors.put(at / SECTOR, bytes);
      add(at / SECTOR, new Version(changes, bytes, false));
      done += part;
    }
    if (position + length > size) {
      size = position + length;
      resizings.add(new Resizing(changes, size));
    }
    writeBackIfMuch();
  }

  /** Cuts it to a size, which is smaller. */
  void truncate(long smaller) {
    changes++;
    size = smaller;
    resizings.add(new Resizing(changes, smaller));
    var cut = new TreeMap<Long, byte[]>(sectors.tailMap(smaller / SECTOR, true));
    cut.putAll(durable.tailMap(smaller / SECTOR, true));
    for (long sector : cut.keySet()) {
      byte[] kept = withoutEnd(sector, sectors.get(sector), smaller);
      if (kept == null) {
        sectors.remove(sector);
      } else {
        sectors.put(sector, kept);
      }
      add(sector, new Version(changes, kept, true));
    }
    writeBackIfMuch();
  }

  /** A sector with zeros behind the end of the file; null if all of it is behind the end. */
  private static byte @Nullable [] withoutEnd(long sector, byte @Nullable [] bytes, long end) {
    long inside = end - sector * SECTOR;
    if (bytes == null || inside <= 0) {
      return null;
    }
    if (inside >= SECTOR) {
      return bytes;
    }
    return Arrays.copyOf(Arrays.copyOf(bytes, (int) inside), SECTOR);
  }

  private void add(long sector, Version version) {
    List<Version> all = versions.computeIfAbsent(sector, _ -> new ArrayList<>());
    all.add(version);
    if (all.size() > MOST_VERSIONS) {
      // The first of them that is no truncation: which sizes go with the others depends on those.
      for (int i = 0; i < all.size() - 1; i++) {
        if (!all.get(i).isCut()) {
          all.remove(i);
          return;
        }
      }
    }
  }

  private void writeBackIfMuch() {
    if (versions.size() > MOST_PENDING || resizings.size() > MOST_PENDING) {
      sync();
    }
  }

  /** Whether the device has, or will have by a sync, everything that programs see. */
  boolean isPending() {
    return !versions.isEmpty() || !resizings.isEmpty();
  }

  // ---------------------------------------------------------------- the device

  /** Writes all that is pending to the device. */
  void sync() {
    for (long sector : versions.keySet()) {
      byte[] bytes = sectors.get(sector);
      if (bytes == null) {
        durable.remove(sector);
      } else {
        durable.put(sector, bytes);
      }
    }
    setDurableSize(size);
    forgetVersions();
  }

  /**
   * Fails to write what is pending: it may have reached the device or not, and the system will not
   * try again. Programs still see it, and the next sync succeeds.
   */
  String failToSync(Choices choices, byte garbage) {
    return settle(choices, garbage);
  }

  /**
   * Loses what has not reached the device.
   *
   * @param choices decide what has
   * @param garbage what is in a new sector that was not written
   * @return what was decided, for the journal
   */
  String crash(Choices choices, byte garbage) {
    String decided = settle(choices, garbage);
    sectors = new TreeMap<>(durable);
    size = durableSize;
    return decided;
  }

  private void forgetVersions() {
    versions.clear();
    resizings.clear();
  }

  private void setDurableSize(long end) {
    durableSize = end;
    durable.tailMap(end / SECTOR + 1, true).clear();
    byte[] last = durable.get(end / SECTOR);
    if (last != null) {
      byte[] kept = withoutEnd(end / SECTOR, last, end);
      if (kept == null) {
        durable.remove(end / SECTOR);
      } else {
        durable.put(end / SECTOR, kept);
      }
    }
  }

  /** Decides what of that which is pending has reached the device. */
  private String settle(Choices choices, byte garbage) {
    choices.begin();
    int which = choices.choose(resizings.size() + 1);
    long change = which == 0 ? 0 : resizings.get(which - 1).change();
    long end = which == 0 ? durableSize : resizings.get(which - 1).size();
    var decided = new StringBuilder("size " + end);
    versions.forEach((sector, all) -> {
      if (sector * SECTOR < end) {
        List<Version> allowed = allowed(sector, all, change);
        int chosen = choices.choose(allowed.size());
        decided.append(", ").append(sector).append(':').append(chosen);
        decided.append('/').append(allowed.size());
        byte[] bytes = allowed.get(chosen).bytes();
        if (bytes == null) {
          durable.remove(sector);
        } else {
          durable.put(sector, bytes == GARBAGE ? filled(garbage) : bytes);
        }
      }
    });
    setDurableSize(end);
    forgetVersions();
    return decided.toString();
  }

  // In place of any bytes; never written to.
  private static final byte[] GARBAGE = new byte[0];

  private static byte[] filled(byte garbage) {
    var bytes = new byte[SECTOR];
    Arrays.fill(bytes, garbage);
    return bytes;
  }

  /**
   * The versions of a sector that may be on the device with a size: those of the same side of each
   * truncation. If the sector is new on the device and was not written, it may contain anything.
   */
  private List<Version> allowed(long sector, List<Version> all, long change) {
    List<Version> allowed = new ArrayList<>();
    allowed.add(new Version(0, durable.get(sector), false));
    for (Version version : all) {
      if (version.isCut() && version.change() > change) {
        break;
      }
      if (version.isCut()) {
        allowed.clear();
      }
      allowed.add(version);
    }
    if (allowed.size() > 1 && allowed.getFirst().bytes() == null) {
      allowed.add(1, new Version(0, GARBAGE, false));
    }
    return allowed;
  }

  /** Flips a bit on the device, and in what programs see. */
  void rot(long sector, int bit) {
    flip(sectors, sector, bit);
    flip(durable, sector, bit);
  }

  private static void flip(NavigableMap<Long, byte[]> in, long sector, int bit) {
    byte[] bytes = in.get(sector);
    if (bytes != null) {
      byte[] rotten = bytes.clone();
      rotten[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      in.put(sector, rotten);
    }
  }
}
