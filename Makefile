# The bundled model, bit for bit from the same inputs and the same library versions.
# CORPORA: the shared corpora, beside the checkout. SOURCE_DATE_EPOCH fixes the date in the model's card.
CORPORA ?= ../shared/corpora
PYTHON ?= .venv/bin/python
SOURCE_DATE_EPOCH ?= 1795824000
export SOURCE_DATE_EPOCH

.PHONY: model own-model
model:
	$(PYTHON) -m classifier train training_data $(CORPORA)/pages-hand.jsonl.xz $(CORPORA)/pages-silver.jsonl.xz \
		$(CORPORA)/pages-unlabelled.jsonl.xz $(CORPORA)/lines.jsonl.xz -o models/chinese-web.safetensors

own-model:
	$(PYTHON) -m classifier train training_data -o own-model.safetensors
