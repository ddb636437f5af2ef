package dev.gonzo.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of a program that was compiled in memory. The program's classes come before
 * those of the class path, so that a program may have the same name as a class in a jar. The class
 * files are also available as resources.
 */
final class ProgramLoader extends ClassLoader {
  private static final String CLASS_SUFFIX = ".class";

  private final SourceProgram program;
  private final ProtectionDomain domain;

  ProgramLoader(SourceProgram program, ClassLoader parent) throws IOException {
    super(parent);
    this.program = program;
    URL place = program.file().toAbsolutePath().toUri().toURL();
    this.domain = new ProtectionDomain(new CodeSource(place, new CodeSigner[0]), null, this, null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!program.classes().containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = program.classes().get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }

  @Override
  protected @Nullable URL findResource(String name) {
    byte[] bytes = classFile(name);
    if (bytes == null) {
      return null;
    }
    try {
      return URL.of(new URI("memory", null, "/" + name, null), new MemoryHandler(bytes));
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("not the name of a resource: " + name, e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL own = findResource(name);
    return own == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(own));
  }

  private byte @Nullable [] classFile(String resource) {
    if (!resource.endsWith(CLASS_SUFFIX)) {
      return null;
    }
    String path = resource.substring(0, resource.length() - CLASS_SUFFIX.length());
    return program.classes().get(path.replace('/', '.'));
  }

  /** Opens one class file. */
  private static final class MemoryHandler extends URLStreamHandler {
    private final byte[] bytes;

    MemoryHandler(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new MemoryConnection(url, bytes);
    }
  }

  /** A class file, open; there is nothing to connect to. */
  private static final class MemoryConnection extends URLConnection {
    private final byte[] bytes;

    MemoryConnection(URL url, byte[] bytes) {
      super(url);
      this.bytes = bytes;
    }

    @Override
    public void connect() {}

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public long getContentLengthLong() {
      return bytes.length;
    }
  }
}
