"""The reader: one encoder, several heads. Shapes: W words, P pieces, D = 384."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

D, HEADS, LAYERS = 384, 12, 6
VALUES = [8, 4, 2, 14]
"""Values of the word features, as in `reading::train::VALUES`."""
ARC, REL, PAIR, CUE, FACT = 192, 192, 128, 256, 96
DISTANCES = 24


def distance(d):
    """Signed distances in words as one of DISTANCES classes: exact to 4, then doubling."""
    a = d.abs().clamp(min=1).float()
    near = d.abs().clamp(max=4)
    far = 4 + torch.log2(a / 4).clamp(min=0, max=6.99).ceil().long()
    size = torch.where(d.abs() <= 4, near, far)
    return torch.where(d < 0, 12 - 1 - size.clamp(max=11), 12 + size.clamp(max=11))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.attention = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.inner, self.outer = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)
        self.attention_norm, self.norm = nn.LayerNorm(D, eps=1e-12), nn.LayerNorm(D, eps=1e-12)

    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, D // HEADS).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, t, D)
        x = self.attention_norm(x + self.attention(a))
        return self.norm(x + self.outer(F.gelu(self.inner(x))))


class Reader(nn.Module):
    def __init__(self, labels, layers=LAYERS):
        super().__init__()
        self.labels = labels
        self.word = nn.Embedding(30522, D)
        self.word.weight.requires_grad = False
        self.position = nn.Embedding(512, D)
        self.feature = nn.ModuleList(nn.Embedding(n, D) for n in VALUES)
        self.norm = nn.LayerNorm(D, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        sizes = {k: len(v) for k, v in labels.items()}
        token = ["tag", "names", "attribution", "times", "event", "tense", "aspect", "polarity"]
        self.token = nn.ModuleDict({k: nn.Linear(D, sizes[k]) for k in token})
        self.fact_in, self.fact_out = nn.Linear(D, FACT), nn.Linear(FACT, 2)
        self.arc_dep, self.arc_head = nn.Linear(D, ARC), nn.Linear(D, ARC)
        self.arc_pair, self.arc_root = nn.Linear(ARC, ARC), nn.Parameter(torch.randn(ARC) * 0.02)
        self.rel_dep, self.rel_head = nn.Linear(D, REL), nn.Linear(D, REL, bias=False)
        self.rel_root, self.rel_out = nn.Parameter(torch.zeros(REL)), nn.Linear(REL, sizes["rel"])
        self.cue_cue, self.cue_word = nn.Linear(D, CUE), nn.Linear(D, CUE, bias=False)
        self.cue_distance, self.cue_out = nn.Embedding(DISTANCES, CUE), nn.Linear(CUE, 5)
        self.cue_query, self.cue_key = nn.Linear(D, 2 * 64), nn.Linear(D, 2 * 64)
        self.pair_this, self.pair_that = nn.Linear(D, PAIR), nn.Linear(D, PAIR)
        self.pair_both, self.pair_none = nn.Linear(PAIR, PAIR), nn.Linear(D, 1)
        self.pair_distance, self.pair_same = nn.Embedding(DISTANCES, 1), nn.Embedding(3, 1)
        for m in list(self.feature) + [self.cue_distance, self.pair_distance, self.pair_same]:
            nn.init.normal_(m.weight, std=0.02)

    def pretrained(self, tensors):
        """Takes the encoder of a BERT checkpoint."""
        t = lambda name: tensors[name].float()
        with torch.no_grad():
            self.word.weight.copy_(t("embeddings.word_embeddings.weight"))
            self.position.weight.copy_(t("embeddings.position_embeddings.weight") + t("embeddings.token_type_embeddings.weight")[0])
            self.norm.weight.copy_(t("embeddings.LayerNorm.weight"))
            self.norm.bias.copy_(t("embeddings.LayerNorm.bias"))
            for i, l in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    l.qkv.get_parameter(part).copy_(torch.cat([t(f"{p}attention.self.{k}.{part}") for k in ("query", "key", "value")]))
                    for own, its in (("attention", "attention.output.dense"), ("attention_norm", "attention.output.LayerNorm"),
                                     ("inner", "intermediate.dense"), ("outer", "output.dense"), ("norm", "output.LayerNorm")):
                        l.get_submodule(own).get_parameter(part).copy_(t(f"{p}{its}.{part}"))

    def encode(self, pieces, features, mask):
        """pieces [B, T], features [B, T, 4], mask [B, 1, 1, T] or None: hidden states [B, T, D]."""
        x = self.word(pieces) + self.position.weight[: pieces.shape[1]]
        for k, table in enumerate(self.feature):
            x = x + table(features[..., k])
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.drop(x)

    def arcs(self, h, index):
        """h [W, D], index [S, L] the words of sentences: scores [S, L, 1 + L] of the root and every
        word as head."""
        head = F.gelu(self.arc_head(h))[index]
        query = self.arc_pair(F.gelu(self.arc_dep(h)))[index]
        root = query @ self.arc_root
        return torch.cat([root.unsqueeze(-1), query @ head.transpose(1, 2)], -1)

    def relations(self, dep, head, is_root):
        """dep, head [N, D], is_root [N]: label scores [N, relations]."""
        above = torch.where(is_root.unsqueeze(-1), self.rel_root, self.rel_head(head))
        return self.rel_out(F.gelu(self.rel_dep(dep) + above))

    def around(self, cues, h, index, distances):
        """cues [C, D] mean of a cue's words, index [C, M] the words of h [W, D] around it, distances
        [C, M] classes: label scores [C, M, 5] for O, B-source, I-source, B-content, I-content."""
        hidden = F.gelu(self.cue_cue(cues).unsqueeze(1) + self.cue_word(h)[index] + self.cue_distance(distances))
        q, k = self.cue_query(cues).view(-1, 1, 2, 64), self.cue_key(h).view(-1, 2, 64)[index]
        role = (q * k).sum(-1) / 8
        return self.cue_out(hidden) + torch.cat([torch.zeros_like(role[..., :1]), role[..., :1].expand(-1, -1, 2), role[..., 1:].expand(-1, -1, 2)], -1)

    def antecedents(self, h, distances, same):
        """h [M, D] heads of mentions, distances, same [M, M] classes: scores [M, 1 + M], first that
        there is no antecedent."""
        this, that = self.pair_both(F.gelu(self.pair_this(h))), F.gelu(self.pair_that(h))
        score = this @ that.T / math.sqrt(PAIR) + self.pair_distance(distances).squeeze(-1) + self.pair_same(same).squeeze(-1)
        return torch.cat([self.pair_none(h), score], -1)
