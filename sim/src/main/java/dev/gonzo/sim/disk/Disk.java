package dev.gonzo.sim.disk;

import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.sim.world.Journal;
import dev.gonzo.sim.world.Subject;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The disk of one host: a tree of files as the programs of the host see it, and the state of its
 * device, which is all that is left of it after a crash. It outlives the programs, the crashes and
 * the restarts of its host. {@link HostFiles} answers the traps on its files.
 *
 * <p>The page {@code docs/simulated-disk.md} says which states a crash may leave.
 *
 * <p>Simulation's thread only.
 */
public final class Disk {
  private static final String FULL = "disk: full";
  private static final long ROOT_NUMBER = 2;
  private static final int ROOT_MODE = 0755;
  private static final int SHARED_MODE = 01777;

  private final String name;
  private final Journal journal;
  private final Faults faults;
  private final LongSupplier wallNanos;
  private long capacity;
  private int openFiles;
  // How many faults of a mix make it full now.
  private int fillings;
  private Loss loss = Loss.DRAWN;
  private final Device device;
  private final Draws order;
  private final Draws losses;
  private final NameLog nameLog = new NameLog();
  private final DirectoryNode root;
  private long nextNumber = ROOT_NUMBER;
  private long usedSectors;

  /**
   * Creates a disk with an empty tree, in which {@code /tmp} is the only directory.
   *
   * @param name the name of its host, for the journal
   * @param settings its size, its times and its faults
   * @param draws the random numbers of this disk
   * @param faults counts the faults that it injects
   * @param journal records what the seed decides
   * @param wallNanos the wall-clock time of its host, in nanoseconds since 1970
   */
  public Disk(
      String name,
      DiskSettings settings,
      Draws draws,
      Faults faults,
      Journal journal,
      LongSupplier wallNanos) {
    this.name = name;
    this.journal = journal;
    this.faults = faults;
    this.wallNanos = wallNanos;
    this.capacity = settings.capacity() / Contents.SECTOR;
    this.openFiles = settings.openFiles();
    this.device = new Device(name, settings, draws, faults, journal);
    this.order = draws.forPurpose("order");
    this.losses = draws.forPurpose("losses");
    if (settings.capacity() < Long.MAX_VALUE) {
      faults.configured(FULL);
    }
    root = new DirectoryNode(nextNumber++, newAttributes(ROOT_MODE, Account.root()), null);
    usedSectors = root.sectors();
    DirectoryNode temporary = directories(Path.of("/tmp"), Account.root());
    temporary.attributes = newAttributes(SHARED_MODE, Account.root());
    syncAll();
  }

  /**
   * Makes a directory and those above it that are missing, on the device at once: for what a host
   * has from the beginning, such as its working directory.
   *
   * @param path an absolute path
   * @param owner the owner of the new directories
   * @throws IllegalArgumentException if a file is in the way, or the disk is full
   */
  public void makeDirectories(Path path, Account owner) {
    DirectoryNode _ = directories(path, owner);
  }

  private DirectoryNode directories(Path path, Account owner) {
    DirectoryNode at = root;
    for (Path part : path) {
      Node next = at.entries.get(part.toString());
      if (next == null) {
        next = newDirectory(at, newAttributes(ROOT_MODE, owner));
        place(new Node.Name(at, part.toString()), next);
      }
      if (!(next instanceof DirectoryNode directory)) {
        throw new IllegalArgumentException(path + " leads through a file");
      }
      at = directory;
    }
    return at;
  }

  /** Makes the files that the system makes up, such as {@code /dev/null}, on the device at once. */
  public void makeSystemFiles() {
    for (SystemFile file : SystemFile.values()) {
      Path path = file.path();
      DirectoryNode parent = directories(Objects.requireNonNull(path.getParent()), Account.root());
      place(
          new Node.Name(parent, Objects.requireNonNull(path.getFileName()).toString()),
          new SystemNode(nextNumber++, newAttributes(file.mode(), Account.root()), file));
    }
  }

  private void place(Node.Name place, Node node) {
    usedSectors += node.sectors();
    place.directory().entries.put(place.text(), node);
    place.directory().durable.put(place.text(), node);
    node.names.add(place);
  }

  // ---------------------------------------------------------------- its faults

  /**
   * Changes its size, its times and its faults, from now on. What is on it stays, also if it has
   * become too small for that.
   *
   * @param settings the settings
   * @param areRequired whether a fault is reported that never occurs, although it is likely
   */
  public void settings(DiskSettings settings, boolean areRequired) {
    capacity = settings.capacity() / Contents.SECTOR;
    openFiles = settings.openFiles();
    device.settings(settings, areRequired);
    if (areRequired && settings.capacity() < Long.MAX_VALUE) {
      faults.configured(FULL);
    }
  }

  /**
   * Makes it full: nothing can be added.
   *
   * @return the action that ends it
   */
  public Runnable fill() {
    fillings++;
    return () -> fillings--;
  }

  /**
   * Decides how much of what is not on the device a crash loses, from now on.
   *
   * @param loss how much; {@link Loss#DRAWN} at first
   */
  public void loseAtCrash(Loss loss) {
    this.loss = loss;
  }

  // ---------------------------------------------------------------- for its tree

  DirectoryNode root() {
    return root;
  }

  NameLog nameLog() {
    return nameLog;
  }

  Device device() {
    return device;
  }

  /** How many files a host may have open. */
  int openFiles() {
    return openFiles;
  }

  FileTime now() {
    return FileTime.from(wallNanos.getAsLong(), TimeUnit.NANOSECONDS);
  }

  Attributes newAttributes(int mode, Account owner) {
    return Attributes.ofNew(mode, owner, now());
  }

  FileNode newFile(Attributes attributes) {
    return new FileNode(nextNumber++, attributes);
  }

  DirectoryNode newDirectory(DirectoryNode parent, Attributes attributes) {
    return new DirectoryNode(nextNumber++, attributes, parent);
  }

  LinkNode newLink(Attributes attributes, String target) {
    return new LinkNode(nextNumber++, attributes, target);
  }

  SocketNode newSocket(Attributes attributes) {
    return new SocketNode(nextNumber++, attributes);
  }

  /** A number for a name that no other file has. */
  long newName() {
    return order.next();
  }

  /** The entries of a directory, in an order that the seed decides. */
  List<String> shuffledEntries(DirectoryNode directory) {
    List<String> names = new ArrayList<>(directory.entries.keySet());
    for (int last = names.size() - 1; last > 0; last--) {
      int other = order.below(last + 1);
      names.set(last, names.set(other, names.get(last)));
    }
    return names;
  }

  // ---------------------------------------------------------------- space

  long freeSectors() {
    return fillings > 0 ? 0 : Math.max(0, capacity - usedSectors);
  }

  void take(long sectors) throws RefusedException {
    if (sectors > 0 && sectors > freeSectors()) {
      throw full();
    }
    usedSectors += sectors;
  }

  RefusedException full() {
    faults.injected(FULL);
    journal.note(Subject.of(name, Subject.FAULT), () -> FULL);
    return new RefusedException(SystemError.ENOSPC);
  }

  void free(long sectors) {
    usedSectors -= sectors;
  }

  /**
   * {@return how many bytes are in use, with a sector for each file, directory, link and socket}
   */
  public long usedBytes() {
    return usedSectors * Contents.SECTOR;
  }

  // ---------------------------------------------------------------- the device

  /**
   * Lets the device begin with no operation before an instant: those that are requested meanwhile
   * wait.
   *
   * @param nanos the instant, in the world's time; {@code Long.MAX_VALUE} for never
   */
  public void stickUntil(long nanos) {
    device.stickUntil(nanos);
  }

  /** Puts everything on the device, as a system does that is shut down in an orderly way. */
  public void syncAll() {
    for (Node node : nodes().keySet()) {
      sync(node, true);
    }
  }

  void sync(Node node, boolean withAttributes) {
    switch (node) {
      case FileNode file -> file.contents.sync();
      case DirectoryNode directory -> nameLog.sync(directory);
      case LinkNode _, SocketNode _, SystemNode _ -> {}
    }
    if (withAttributes) {
      node.durableAttributes = node.attributes;
    }
  }

  /** Fails to sync a file: each part of what was pending is on the device now, or never will be. */
  void failToSync(Node node) throws RefusedException {
    if (node instanceof FileNode file && file.contents.isPending()) {
      String kept = file.contents.failToSync(new RandomChoices(losses), garbage(losses));
      journal.record(
          Subject.of(name, Subject.FAULT),
          "disk: " + name + " has failed to sync node " + file.number + ", and has " + kept);
    }
    throw new RefusedException(SystemError.EIO);
  }

  private static byte garbage(Draws draws) {
    return (byte) draws.next();
  }

  /**
   * Loses what is not on the device, as a crash of the host or the loss of its power does: wholly
   * or partly, as {@link #loseAtCrash} and random numbers decide. The decision is recorded. No
   * program of the host may run any more, and {@link HostFiles#crash} must have been called.
   *
   * @param draws decide what is lost
   */
  public void crash(Draws draws) {
    for (String line : crash(loss.choices(draws), garbage(draws))) {
      journal.record(Subject.of(name, Subject.HOST), line);
    }
  }

  /** Loses what is not on the device, and returns the decisions. */
  List<String> crash(Choices choices, byte garbage) {
    List<String> decisions = new ArrayList<>();
    int pending = nameLog.pending();
    List<NameChange> reached = nameLog.crash(choices);
    decisions.add(
        "disk: "
            + name
            + " crashes, with "
            + reached.size()
            + " of "
            + pending
            + " changes of names"
            + (reached.isEmpty() ? "" : ": " + reached));
    Map<Node, List<Node.Name>> found = durableNodes();
    usedSectors = 0;
    found.forEach((node, names) -> {
      if (node instanceof FileNode file) {
        boolean isPending = file.contents.isPending();
        String decided = file.contents.crash(choices, garbage);
        if (isPending) {
          decisions.add("disk: " + name + " keeps of node " + file.number + ": " + decided);
        }
      }
      restart(node, names, choices);
    });
    return decisions;
  }

  /** Gives a node the state that it has on the device. */
  private void restart(Node node, List<Node.Name> names, Choices choices) {
    if (!node.attributes.hasRightsOf(node.durableAttributes)) {
      choices.begin();
      if (choices.choose(2) == 0) {
        node.attributes = node.durableAttributes;
      }
    }
    node.durableAttributes = node.attributes;
    node.handles = 0;
    node.locks.releaseAll();
    node.names.clear();
    node.names.addAll(names);
    switch (node) {
      case DirectoryNode directory -> {
        directory.entries = new TreeMap<>(directory.durable);
        directory.dropWatches();
        if (!names.isEmpty()) {
          directory.parent = names.getFirst().directory();
        }
      }
      case FileNode _, LinkNode _, SocketNode _, SystemNode _ -> {}
    }
    usedSectors += node.sectors();
  }

  private Map<Node, List<Node.Name>> durableNodes() {
    return nodes(true);
  }

  private Map<Node, List<Node.Name>> nodes() {
    return nodes(false);
  }

  /** All nodes of the tree with their names, in the order of their paths. */
  private Map<Node, List<Node.Name>> nodes(boolean onDevice) {
    Map<Node, List<Node.Name>> found = new LinkedHashMap<>();
    found.put(root, new ArrayList<>());
    var directories = new ArrayList<DirectoryNode>();
    directories.add(root);
    for (int i = 0; i < directories.size(); i++) {
      DirectoryNode directory = directories.get(i);
      Map<String, Node> entries = onDevice ? directory.durable : directory.entries;
      entries.forEach((text, node) -> {
        if (!found.containsKey(node) && node instanceof DirectoryNode below) {
          directories.add(below);
        }
        found.computeIfAbsent(node, _ -> new ArrayList<>()).add(new Node.Name(directory, text));
      });
    }
    return found;
  }

  /** {@return the name of its host} */
  @Override
  public String toString() {
    return "the disk of " + name;
  }
}
