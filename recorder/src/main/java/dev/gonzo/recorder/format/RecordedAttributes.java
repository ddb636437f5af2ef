package dev.gonzo.recorder.format;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of a file, from a recording. */
@SuppressWarnings("EnumOrdinal") // POSIX has nine permissions, in this order
final class RecordedAttributes {
  private RecordedAttributes() {}

  /** An owner or a group of a file. */
  record Principal(String getName) implements GroupPrincipal {
    @Override
    public String toString() {
      return getName;
    }
  }

  private record Basic(
      FileTime lastModifiedTime,
      FileTime lastAccessTime,
      FileTime creationTime,
      int type,
      long size,
      @Nullable Object fileKey) {}

  static void write(BasicFileAttributes attributes, ValueWriter values, ByteWriter out) {
    values.write(attributes.lastModifiedTime());
    values.write(attributes.lastAccessTime());
    values.write(attributes.creationTime());
    out.oneByte(
        attributes.isRegularFile()
            ? 0
            : attributes.isDirectory() ? 1 : attributes.isSymbolicLink() ? 2 : 3);
    out.number(attributes.size());
    out.text(attributes.fileKey() == null ? "" : attributes.fileKey().toString());
    switch (attributes) {
      case PosixFileAttributes posix -> {
        out.oneByte(1);
        out.text(posix.owner().getName());
        out.text(posix.group().getName());
        int permissions = 0;
        for (PosixFilePermission permission : posix.permissions()) {
          permissions |= 1 << permission.ordinal();
        }
        out.number(permissions);
      }
      case DosFileAttributes dos -> {
        out.oneByte(2);
        out.flag(dos.isReadOnly());
        out.flag(dos.isHidden());
        out.flag(dos.isArchive());
        out.flag(dos.isSystem());
      }
      default -> out.oneByte(0);
    }
  }

  static BasicFileAttributes read(ValueReader values, ByteReader from) {
    if (!(values.read() instanceof FileTime modified)
        || !(values.read() instanceof FileTime accessed)
        || !(values.read() instanceof FileTime created)) {
      throw new DamagedDataException("the attributes of a file without their times");
    }
    int type = from.oneByte();
    long size = from.number();
    String key = from.text();
    var basic =
        new Basic(
            modified,
            accessed,
            created,
            type,
            size,
            key.isEmpty() ? null : new ValueReader.RecordedName(key));
    return switch (from.oneByte()) {
      case 0 -> new Plain(basic);
      case 1 ->
          new Posix(
              basic,
              new Principal(from.text()),
              new Principal(from.text()),
              permissions(from.number()));
      case 2 -> new Dos(basic, from.flag(), from.flag(), from.flag(), from.flag());
      default -> throw new DamagedDataException("unknown attributes of a file");
    };
  }

  private static Set<PosixFilePermission> permissions(long bits) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((bits & (1L << permission.ordinal())) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  private interface OfBasic extends BasicFileAttributes {
    Basic basic();

    @Override
    default FileTime lastModifiedTime() {
      return basic().lastModifiedTime();
    }

    @Override
    default FileTime lastAccessTime() {
      return basic().lastAccessTime();
    }

    @Override
    default FileTime creationTime() {
      return basic().creationTime();
    }

    @Override
    default boolean isRegularFile() {
      return basic().type() == 0;
    }

    @Override
    default boolean isDirectory() {
      return basic().type() == 1;
    }

    @Override
    default boolean isSymbolicLink() {
      return basic().type() == 2;
    }

    @Override
    default boolean isOther() {
      return basic().type() == 3;
    }

    @Override
    default long size() {
      return basic().size();
    }

    @Override
    default @Nullable Object fileKey() {
      return basic().fileKey();
    }
  }

  private record Plain(Basic basic) implements OfBasic {}

  private record Posix(
      Basic basic, UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> permissions)
      implements OfBasic, PosixFileAttributes {}

  private record Dos(
      Basic basic, boolean isReadOnly, boolean isHidden, boolean isArchive, boolean isSystem)
      implements OfBasic, DosFileAttributes {}
}
