/* A preloaded library that hides features of the processor: MASK=avx512 | vnni | avx2 (each hides what is newer, too).
 *
 * Linux lets a process ask that its CPUID instructions fault (arch_prctl ARCH_SET_CPUID, where the processor can). Each
 * fault is answered here with the bits of the hidden features cleared, so that libraries choose the kernels that they
 * would choose on an older processor. Exit status 77 where the processor cannot do it. Used by test_same_bytes.py.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
enum { NOTHING, AVX512, VNNI, AVX2 };
static int hidden = NOTHING;

static long faulting(int on) { return syscall(SYS_arch_prctl, ARCH_SET_CPUID, !on); }

static unsigned without(unsigned value, const int *bits) {
  for (; *bits >= 0; bits++) value &= ~(1u << *bits);
  return value;
}

static void mask(unsigned leaf, unsigned part, unsigned *a, unsigned *b, unsigned *c, unsigned *d) {
  static const int avx512_b[] = {16, 17, 21, 26, 27, 28, 30, 31, -1}; /* f dq ifma pf er cd bw vl */
  static const int avx512_c[] = {1, 6, 11, 12, 14, -1};               /* vbmi vbmi2 vnni bitalg vpopcntdq */
  static const int avx512_d[] = {2, 3, 8, 22, 23, 24, 25, -1};        /* 4vnniw 4fmaps vp2intersect amx fp16 */
  static const int bfloat16[] = {5, -1}, vnni_a[] = {4, 23, -1};      /* avx512-bf16; avx-vnni avx-ifma */
  static const int vnni_d[] = {4, 5, 10, -1};                         /* avx-vnni-int8 ne-convert int16 */
  static const int avx2_b[] = {5, -1}, fma_c[] = {12, -1};
  if (leaf == 7 && part == 0) {
    *b = without(*b, avx512_b), *c = without(*c, avx512_c), *d = without(*d, avx512_d);
    if (hidden >= AVX2) *b = without(*b, avx2_b);
  }
  if (leaf == 7 && part == 1) {
    *a = without(*a, bfloat16);
    if (hidden >= VNNI) *a = without(*a, vnni_a), *d = without(*d, vnni_d);
  }
  if (leaf == 1 && hidden >= AVX2) *c = without(*c, fma_c);
}

static void answer(int number, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  unsigned char *code = (void *)registers[REG_RIP];
  (void)info;
  if (code[0] != 0x0f || code[1] != 0xa2) { /* a fault of another kind ends the process as it would have */
    signal(number, SIG_DFL);
    return;
  }
  unsigned leaf = registers[REG_RAX], part = registers[REG_RCX], a, b, c, d;
  faulting(0);
  __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "0"(leaf), "2"(part));
  faulting(1);
  mask(leaf, part, &a, &b, &c, &d);
  registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
  registers[REG_RIP] += 2;
}

__attribute__((constructor(101))) static void begin(void) {
  const char *asked = getenv("MASK");
  if (!asked) return;
  hidden = !strcmp(asked, "avx512") ? AVX512 : !strcmp(asked, "vnni") ? VNNI : !strcmp(asked, "avx2") ? AVX2 : NOTHING;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = answer;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, 0);
  if (hidden != NOTHING && faulting(1)) _exit(77);
}
