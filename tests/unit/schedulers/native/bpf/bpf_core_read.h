/* SPDX-License-Identifier: GPL-2.0 */
/* All that is needed of it is in bpf_helpers.h. */
#include <bpf/bpf_helpers.h>
