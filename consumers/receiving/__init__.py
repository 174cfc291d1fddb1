"""What agencies send over HTTPS (and, by further listeners, otherwise): received, judged, on Kafka, answered.

A process of its own, ``linnet run receiving``, so that senders' traffic and people's console never share one.

How what is sent travels::

    bytes + Origin ─▶ Format.convert ─▶ Converted ─▶ Desk.take ─▶ Receipt ─▶ Format.answer ─▶ bytes
                      (pure)            (items)      (judges, binds to the sender, publishes)

**To plug a format in**, write a pure ``convert(body, origin) -> Converted`` and an entry in
:data:`consumers.receiving.formats.FORMATS`; nothing else of this package changes:

* An :class:`~consumers.receiving.items.Item` is one thing that was sent, and the unit of the answer: ``place`` says
  where it stands in what was sent (``entry[3]``). It tells ``events``, each the bytes of one CloudEvent as an agency
  would put it on Kafka; or has a ``fault``, an :class:`~streams.errors.Invalid` with code, field and reason; or tells
  nothing (neither), which is answered as ``left-out``. An item is accepted whole or refused whole.
* ``dropped`` counts what was not minimum data and was therefore left behind, by its name in the format. Names come from
  the format's own list, never from the message, and no value is ever kept.
* Raise :class:`~streams.errors.Invalid` where the body as a whole cannot be read: the answer is 400 with its code.
* The same bytes must give the same events, ids included: a sender sends again what it got no answer to. So ids and
  moments follow from what was sent; ``origin.received`` is for ``recorded_at`` only where the message has no moment.
* ``options`` is the pydantic contract of ``[senders.NAME.formats.FORMAT]`` in the senders file (which site is which
  area, what its codes mean); a sender without that table is answered 403. It is checked when the process starts.
* ``answer`` writes the answer in the format's own words (an OperationOutcome, an ACK); without it ours is given.

The desk checks each event with the functions of intake, and that it is of the sender's own agency, areas, sources and
types, whatever the converter wrote. A listener that is not HTTP (MLLP) is a task of the same process
(:data:`consumers.receiving.formats.LISTENERS`); it converts by ``gate.convert`` and calls ``desk.take`` itself, within
``gate.entered(sender.name)``: ``Transient`` means that Kafka has not acknowledged (nothing may be acknowledged to the
sender), ``Busy`` that the sender has too much under way.
"""
