package dev.gonzo.cli.repl;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileElement;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeInvisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * Hides the annotations of types from JShell, which writes the inferred type of a variable with
 * them: a {@code Task<@Nullable Void>} becomes {@code Task<java.lang.@Nullable Void>} or worse, and
 * does not compile.
 */
final class PlainTypes extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {
  private static final ClassTransform STRIP =
      ClassTransform.dropping(PlainTypes::isOfType)
          .andThen(
              ClassTransform.transformingMethods(MethodTransform.dropping(PlainTypes::isOfType)))
          .andThen(
              ClassTransform.transformingFields(FieldTransform.dropping(PlainTypes::isOfType)));

  private PlainTypes(StandardJavaFileManager files) {
    super(files);
  }

  /**
   * Creates one with a class path of its own. It is set before javac looks at it: once a plug-in of
   * javac has been searched there, parts that are added to it would not be found.
   *
   * @param files the file manager of javac
   * @param classPath jars and directories, beside those of this JVM
   */
  static PlainTypes of(StandardJavaFileManager files, Optional<String> classPath) {
    String all =
        System.getProperty("java.class.path")
            + classPath.map(more -> File.pathSeparator + more).orElse("");
    try {
      files.setLocationFromPaths(
          StandardLocation.CLASS_PATH,
          Arrays.stream(all.split(File.pathSeparator, -1))
              .filter(part -> !part.isEmpty())
              .map(Path::of)
              .toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new PlainTypes(files);
  }

  /** A class file, read without the annotations. */
  private static final class Plain extends ForwardingJavaFileObject<JavaFileObject> {
    private final JavaFileObject original;

    Plain(JavaFileObject original) {
      super(original);
      this.original = original;
    }

    @Override
    public InputStream openInputStream() throws IOException {
      try (InputStream input = original.openInputStream()) {
        return new ByteArrayInputStream(stripped(input.readAllBytes()));
      }
    }
  }

  private static boolean isOfType(ClassFileElement element) {
    return element instanceof RuntimeVisibleTypeAnnotationsAttribute
        || element instanceof RuntimeInvisibleTypeAnnotationsAttribute;
  }

  private static byte[] stripped(byte[] file) {
    try {
      var files = ClassFile.of(ClassFile.AttributesProcessingOption.PASS_ALL_ATTRIBUTES);
      return files.transformClass(files.parse(file), STRIP);
    } catch (IllegalArgumentException newer) {
      return file; // a class file of a version that this JDK cannot read: javac says so
    }
  }

  private static JavaFileObject wrapped(Location location, JavaFileObject file) {
    return location == StandardLocation.CLASS_PATH && file.getKind() == JavaFileObject.Kind.CLASS
        ? new Plain(file)
        : file;
  }

  private static JavaFileObject original(JavaFileObject file) {
    return file instanceof Plain plain ? plain.original : file;
  }

  private static FileObject originalOf(FileObject file) {
    return file instanceof Plain plain ? plain.original : file;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    var files = new ArrayList<JavaFileObject>();
    super.list(location, packageName, kinds, recurse)
        .forEach(file -> files.add(wrapped(location, file)));
    return files;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return super.inferBinaryName(location, original(file));
  }

  @Override
  public boolean isSameFile(FileObject one, FileObject other) {
    return super.isSameFile(originalOf(one), originalOf(other));
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return super.contains(location, originalOf(file));
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    return fileManager.getLocationAsPaths(location);
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(originalOf(file));
  }
}
