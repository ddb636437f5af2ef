package calls;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Unary calls of gRPC, on the threads of its sockets, which costs it the least. */
final class GrpcCalls implements Stack {
  private static final MethodDescriptor.Marshaller<String> TEXT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
          return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
          }
        }
      };

  private static final MethodDescriptor<String, String> ECHO =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("bench/echo")
          .setRequestMarshaller(TEXT)
          .setResponseMarshaller(TEXT)
          .build();

  @Override
  public void serve(int port, Runnable ready) throws Exception {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder("bench")
                    .addMethod(
                        ECHO,
                        ServerCalls.<String, String>asyncUnaryCall((text, answer) -> {
                          answer.onNext(text);
                          answer.onCompleted();
                        }))
                    .build())
            .build()
            .start();
    ready.run();
    server.awaitTermination();
  }

  @Override
  public void call(int server, int own, Load load) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server).usePlaintext().directExecutor().build();
    load.measure(calls -> {
      var latch = new CountDownLatch(load.atOnce);
      for (int i = 0; i < load.atOnce; i++) {
        new Caller(channel, latch, calls / load.atOnce).next();
      }
      latch.await();
    });
    channel.shutdownNow();
  }

  private static final class Caller implements StreamObserver<String> {
    private final ManagedChannel channel;
    private final CountDownLatch latch;
    private int left;

    Caller(ManagedChannel channel, CountDownLatch latch, int left) {
      this.channel = channel;
      this.latch = latch;
      this.left = left;
    }

    void next() {
      if (left-- == 0) {
        latch.countDown();
      } else {
        ClientCalls.asyncUnaryCall(channel.newCall(ECHO, CallOptions.DEFAULT), Load.TEXT, this);
      }
    }

    @Override
    public void onNext(String text) {}

    @Override
    public void onError(Throwable failure) {
      failure.printStackTrace();
      System.exit(1);
    }

    @Override
    public void onCompleted() {
      next();
    }
  }
}
