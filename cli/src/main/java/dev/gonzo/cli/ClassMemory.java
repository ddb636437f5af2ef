package dev.gonzo.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** Keeps in memory the class files that javac writes. */
final class ClassMemory extends ForwardingJavaFileManager<JavaFileManager> {
  private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

  ClassMemory(JavaFileManager files) {
    super(files);
  }

  /** {@return the class files written so far, by binary name} */
  Map<String, byte[]> classes() {
    var classes = new LinkedHashMap<String, byte[]>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    return new ClassFile(className, written.computeIfAbsent(className, _ -> newBytes()));
  }

  private static ByteArrayOutputStream newBytes() {
    return new ByteArrayOutputStream(4096);
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    private final String name;
    private final ByteArrayOutputStream bytes;

    ClassFile(String className, ByteArrayOutputStream bytes) {
      // The name is not part of the address, since it may contain characters that an address must
      // not.
      super(URI.create("memory:/class"), Kind.CLASS);
      this.name = className;
      this.bytes = bytes;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public OutputStream openOutputStream() {
      bytes.reset();
      return bytes;
    }
  }
}
