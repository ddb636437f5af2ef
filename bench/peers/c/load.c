// Load for echo servers and proxies: a closed loop with one message in flight on each connection. Every byte that comes
// back is compared with the byte that was sent.
//
//   load tcp|udp HOST PORT CONNECTIONS SIZE
//
// Prints "ready" when all connections are there. Then, for each line "go SECONDS" of its input, sends for so long, waits
// for the last answers, and prints one line of JSON.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TABLE = 1 << 17, MOST = 65536, EVENTS = 512, FINE = 32, BUCKETS = 64 * FINE };

static const int64_t SECOND = 1000000000;
static const int64_t RESEND = 500000000; // after this a datagram counts as lost
static const int64_t DRAIN = 20000000000;

struct connection {
  int fd;
  int waits_for_output;
  uint32_t number, message;
  int sent, received; // bytes of the current message
  int64_t began;
};

static unsigned char table[TABLE + MOST];
static unsigned char buffer[MOST];
static uint64_t latencies[BUCKETS];
static struct connection *connections;
static int is_udp, many, size, poller;
static uint64_t messages, lost;
static int64_t slowest, end_of_sending;
static int in_flight;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

// The bytes of a message are a part of a table of random bytes, which depends on the connection and the message.
static void fill_table(void) {
  uint64_t x = 88172645463325252ull;
  for (int i = 0; i < TABLE + MOST; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    table[i] = x >> 24;
  }
}

static const unsigned char *bytes_of(const struct connection *c, uint32_t message) {
  return table + (c->number * 7919u + message * 104729u) % TABLE;
}

// Buckets that grow with the value: each power of two has FINE of them.
static int bucket(uint64_t nanos) {
  if (nanos < FINE) return nanos;
  int power = 63 - __builtin_clzll(nanos);
  return (power - 4) * FINE + ((nanos >> (power - 5)) & (FINE - 1));
}

static uint64_t upper_end(int bucket) {
  if (bucket < FINE) return bucket;
  int power = bucket / FINE + 4;
  return ((uint64_t)(FINE + bucket % FINE + 1) << (power - 5)) - 1;
}

static uint64_t percentile(double part) {
  uint64_t wanted = messages * part, seen = 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += latencies[i];
    if (seen > wanted) return upper_end(i) < (uint64_t)slowest ? upper_end(i) : (uint64_t)slowest;
  }
  return slowest;
}

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event) < 0) fail("epoll_ctl");
}

static void send_more(struct connection *c) {
  const unsigned char *bytes = bytes_of(c, c->message);
  while (c->sent < size) {
    ssize_t n = send(c->fd, bytes + c->sent, size - c->sent, MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) fail("send");
      break;
    }
    c->sent += n;
  }
  int waits = c->sent < size;
  if (waits != c->waits_for_output) {
    c->waits_for_output = waits;
    watch(c, EPOLL_CTL_MOD, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }
}

static void begin_message(struct connection *c) {
  c->sent = c->received = 0;
  c->began = now();
  in_flight++;
  send_more(c);
}

static void end_message(struct connection *c, int64_t at) {
  int64_t took = at - c->began;
  if (took > slowest) slowest = took;
  latencies[bucket(took)]++;
  messages++;
  in_flight--;
  c->message++;
  c->began = 0;
  if (at < end_of_sending) begin_message(c);
}

static void wrong(struct connection *c) {
  fprintf(stderr, "connection %u: message %u came back with other bytes than were sent\n", c->number, c->message);
  exit(1);
}

static void receive_stream(struct connection *c) {
  for (;;) {
    ssize_t n = recv(c->fd, buffer, MOST, 0);
    if (n < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR) continue;
      fail("recv");
    }
    if (n == 0) {
      fprintf(stderr, "connection %u: the server has closed it\n", c->number);
      exit(1);
    }
    if (c->began == 0 || n > c->sent - c->received || memcmp(buffer, bytes_of(c, c->message) + c->received, n) != 0) wrong(c);
    c->received += n;
    if (c->received == size) {
      end_message(c, now());
      return;
    }
    if (n < MOST) return;
  }
}

static void receive_datagram(struct connection *c) {
  ssize_t n = recv(c->fd, buffer, MOST, 0);
  if (n < 0) {
    if (errno == EAGAIN || errno == EINTR) return;
    fail("recv");
  }
  // The answer to a datagram that was sent twice.
  if (n == size && c->message > 0 && memcmp(buffer, bytes_of(c, c->message - 1), n) == 0) return;
  if (c->began == 0 || n != size || memcmp(buffer, bytes_of(c, c->message), n) != 0) wrong(c);
  end_message(c, now());
}

static void resend_lost(int64_t at) {
  for (int i = 0; i < many; i++) {
    struct connection *c = &connections[i];
    if (c->began != 0 && at - c->began > RESEND * (c->sent / size)) {
      lost++;
      c->sent = 0;
      send_more(c);
      c->sent = size;
    }
  }
}

static void go(double seconds) {
  memset(latencies, 0, sizeof latencies);
  messages = lost = slowest = 0;
  int64_t began = now(), last_look = began;
  end_of_sending = began + (int64_t)(seconds * SECOND);
  for (int i = 0; i < many; i++) begin_message(&connections[i]);
  struct epoll_event events[EVENTS];
  while (in_flight > 0) {
    int ready = epoll_wait(poller, events, EVENTS, is_udp ? 100 : 1000);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_more(c);
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        if (is_udp)
          receive_datagram(c);
        else
          receive_stream(c);
      }
    }
    int64_t at = now();
    if (is_udp && at - last_look > RESEND) {
      resend_lost(at);
      last_look = at;
    }
    if (at > end_of_sending + DRAIN) {
      fprintf(stderr, "%d answers are missing after 20 s\n", in_flight);
      exit(1);
    }
  }
  int64_t nanos = now() - began;
  printf("{\"messages\":%llu,\"nanos\":%lld,\"p50_nanos\":%llu,\"p99_nanos\":%llu,\"max_nanos\":%lld,\"lost\":%llu}\n",
         (unsigned long long)messages, (long long)nanos, (unsigned long long)percentile(0.5),
         (unsigned long long)percentile(0.99), (long long)slowest, (unsigned long long)lost);
  fflush(stdout);
}

static void open_connection(struct connection *c, const struct sockaddr_in *server) {
  int one = 1;
  c->fd = socket(AF_INET, (is_udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
  if (c->fd < 0) fail("socket");
  if (!is_udp) {
    // Another address of the loopback for each load and each few thousand connections: one address has not enough ports.
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    struct sockaddr_in own = {.sin_family = AF_INET};
    own.sin_addr.s_addr = htonl(0x7f010101 + (getpid() % 200 << 16) + (c->number / 5000 << 8));
    if (ntohl(server->sin_addr.s_addr) >> 24 == 127 && bind(c->fd, (struct sockaddr *)&own, sizeof own) < 0) fail("bind");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  if (connect(c->fd, (const struct sockaddr *)server, sizeof *server) < 0) fail("connect");
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static void make_nonblocking(int fd) {
  if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) fail("fcntl");
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: load tcp|udp HOST PORT CONNECTIONS SIZE\n");
    return 2;
  }
  is_udp = strcmp(arguments[1], "udp") == 0;
  many = atoi(arguments[4]);
  size = atoi(arguments[5]);
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[3]))};
  if (many < 1 || size < 1 || size > MOST || inet_pton(AF_INET, arguments[2], &server.sin_addr) != 1) {
    fprintf(stderr, "load: HOST is an IPv4 address, CONNECTIONS at least 1, SIZE from 1 to %d\n", MOST);
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  fill_table();
  poller = epoll_create1(EPOLL_CLOEXEC);
  connections = calloc(many, sizeof *connections);
  if (poller < 0 || connections == NULL) fail("load");
  for (int i = 0; i < many; i++) {
    connections[i].number = i;
    open_connection(&connections[i], &server);
    make_nonblocking(connections[i].fd);
  }
  puts("ready");
  fflush(stdout);
  char line[100];
  double seconds;
  while (fgets(line, sizeof line, stdin) != NULL)
    if (sscanf(line, "go %lf", &seconds) == 1) go(seconds);
}
