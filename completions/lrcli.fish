# fish completions of lrcli, as printed by `lrcli completions fish`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

function __lrcli_data
    switch $argv[1]
        case 'verbs'
            string join \n -- \
                'list List the schedules there are, each with one line.' \
                'explain Tell all about a schedule: parameters, formula, phases, its end, source.' \
                'when Print the first epoch or step whose LR is below or above a value.' \
                'diff Compare two schedules: where and by how much they differ.' \
                'lint Warn of mistakes that cost a training run, before it starts.' \
                'table Show the LR of each epoch or step as a table; in a pipe, with tabs.' \
                'plot Draw schedules, in the terminal or as a picture.' \
                'csv Print or save the LR of every epoch or step as CSV.' \
                'json Print or save the LR of every epoch or step as JSON.' \
                'value Print the LR at one epoch or step, a plain number.' \
                'budget Count the optimizer updates of an epoch, a run and a warm-up.' \
                'help Explain a command, a schedule or a topic.' \
                'completions Print the script that completes lrcli when TAB is pressed.' \
                'identify Find the schedule that logged learning rates came from.' \
                'resume Tell what becomes of the LR when a run is made longer.' \
                'verify Check a log of rates against the schedule that was meant.'
        case 'root'
            string join \n -- \
                '-h Show help.' \
                '--help Show help.' \
                '--version Show the version.'
        case 'switches'
            string join \n -- \
                '--accelerate' \
                '--all' \
                '--as-json' \
                '--ascii' \
                '--dark' \
                '--dark-mode' \
                '--dark-theme' \
                '--display' \
                '--drop-last' \
                '--grid' \
                '--gridlines' \
                '--help' \
                '--hide-legend' \
                '--inclusive' \
                '--json' \
                '--json-lines' \
                '--json-output' \
                '--jsonl' \
                '--last' \
                '--letters' \
                '--light' \
                '--light-mode' \
                '--light-theme' \
                '--lines' \
                '--log' \
                '--log-lr' \
                '--log-scale' \
                '--log-y' \
                '--logscale' \
                '--logy' \
                '--long' \
                '--long-form' \
                '--long-format' \
                '--markdown' \
                '--md' \
                '--melt' \
                '--melted' \
                '--momentum' \
                '--monochrome' \
                '--name-only' \
                '--names' \
                '--names-only' \
                '--narrow' \
                '--ndjson' \
                '--no-color' \
                '--no-colors' \
                '--no-colour' \
                '--no-grid' \
                '--no-header' \
                '--no-headers' \
                '--no-heading' \
                '--no-headings' \
                '--no-inclusive' \
                '--no-legend' \
                '--no-messages' \
                '--no-remarks' \
                '--no-staircase' \
                '--no-warnings' \
                '--nocolor' \
                '--noheader' \
                '--omit-header' \
                '--only-names' \
                '--open-window' \
                '--output-json' \
                '--plot' \
                '--quiet' \
                '--semilogy' \
                '--show' \
                '--silent' \
                '--skip-header' \
                '--split-batches' \
                '--staircase' \
                '--strict' \
                '--suppress-warnings' \
                '--tidy' \
                '--to-tsv' \
                '--tsv' \
                '--version' \
                '--warmup-before' \
                '--warmup-over' \
                '--without-header' \
                '--y-log' \
                '--ylog' \
                '-h' \
                '-q'
        case 'synonyms'
            string join \n -- \
                '--warmup-method=linear|cosine|exponential|constant' \
                '--warmup-type=linear|cosine|exponential|constant' \
                '--warmup-strategy=linear|cosine|exponential|constant' \
                '--warmup-mode=linear|cosine|exponential|constant' \
                '--warmup-curve=linear|cosine|exponential|constant' \
                '--scaling-rule=linear|sqrt' \
                '--scale-rule=linear|sqrt' \
                '--lr-scaling=linear|sqrt' \
                '--lr-scaling-rule=linear|sqrt' \
                '--theme=light|dark' \
                '--legend-loc=right|below|none' \
                '--legend-location=right|below|none' \
                '--legend-position=right|below|none' \
                '--legend-pos=right|below|none' \
                '--out=@' \
                '--outfile=@' \
                '--out-file=@' \
                '--output-file=@' \
                '--outputfile=@' \
                '--file=@' \
                '--filename=@' \
                '--save-to=@' \
                '--save-as=@' \
                '--savefig=@' \
                '--colour=auto|always|never' \
                '--colors=auto|always|never' \
                '--colours=auto|always|never'
        case 'shared'
            string join \n -- \
                '--epochs= Length of the run in epochs.  [default: 100, or what shows the schedule]' \
                '--steps= Length of the run in optimizer steps; bare durations are then steps.' \
                '--tokens= Length of the run in tokens, such as 300B: --seq-len and --batch-size tell how many steps that is.' \
                '--steps-per-epoch= Steps in an epoch: rows become steps.' \
                '--update=step|epoch The LR moves every step, or is held within each epoch.  [default: step]' \
                '--samples= Samples in the training set: with --batch-size they give the steps per epoch.' \
                '--batch-size= Samples in a batch on one device.' \
                '--seq-len= Tokens in a sample.' \
                '--batch-ramp= The samples of a step grow: from, to, by, while so many samples or tokens are seen (256:1024:256:10Btok).' \
                '--accumulate= Batches whose gradients make one update.  [default: 1]' \
                '--devices= Devices that share the samples.  [default: 1]' \
                '--drop-last An incomplete batch at the end of an epoch is dropped.' \
                '--stepper=plain|accelerate What steps the scheduler: accelerate does it once for each device (--devices, else one) at every update.  [default: plain]' \
                '--split-batches Accelerate splits batches over the devices: one step an update.' \
                '--scale-from-batch= Multiply the LR for the batch: it was tuned at N samples an update.' \
                '--rule=linear|sqrt How the LR grows with the batch.  [default: linear]' \
                '--layer-decay= A column for each layer: layer i of n gets the LR times RATE ** (n - i).' \
                '--layers= Number of layers.' \
                '--group= A column for a parameter group: the LR times its factor, perhaps with a floor, warmup or field of its own: head=10 or backbone=0.1,floor=1e-5; once for each.' \
                '--sweep= A line for each value of a field, a modifier or the run: lr=0.1:0.3:0.1, warmup=0,5%; twice for a grid.' \
                '--set= A value for what pasted code does not tell, such as \'len(loader)=391\'; once for each.' \
                '--strict What a configuration does not say, or what can be read in two ways, is an error.' \
                '--scale= Factor on every LR.  [above 0; default: 1]' \
                '--floor= Never below this LR.  [at least 0; default: 0]' \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.' \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.'
        case 'schedules'
            string join \n -- \
                'constant The same rate at every tick' \
                'step Multiplied by a factor at regular intervals' \
                'piecewise Given rates between given dates' \
                'multistep Multiplied by a factor at given dates' \
                'exponential A constant fraction lost per unit of time' \
                'inverse Falls as one over the time' \
                'inverse_sqrt A linear rise, then a fall as one over the square root of the time' \
                'noam The schedule of the first Transformer, its height set by the width of the model' \
                'polynomial A power of the time that is left' \
                'linear A straight line from one rate to another' \
                'cosine Half a cosine from one rate to another' \
                'tanh Hyperbolic-tangent decay: a long plateau, then a steep fall' \
                'rex A reflected exponential: slow at first, steepest at the end' \
                'one_minus_sqrt Falls with the square root of the time: steepest at first' \
                'restarts Half a cosine, restarted again and again' \
                'triangular A straight rise and a straight fall, again and again' \
                'one_cycle A rise to the peak and a longer fall far below the start: the 1cycle policy' \
                'wsd Warm-up, stable, decay: a linear rise, a constant rate, and a cooldown at the end' \
                'knee A long time at the peak, then a straight line to the end: explore, then exploit' \
                'plateau Multiplied by a factor when a metric has not improved for a while' \
                'formula Whatever a formula gives' \
                'python Whatever a Python function of your own gives' \
                'recorded A learning rate that was logged' \
                'config What a configuration makes of the learning rate: the schedule of the program that reads it, and the run' \
                'axolotl.' \
                'composer.' \
                'darknet.' \
                'deepspeed.' \
                'detectron2.' \
                'diffusers.' \
                'fairseq.' \
                'fvcore.' \
                'keras.' \
                'llmfoundry.' \
                'maxtext.' \
                'megatron.' \
                'mlx.' \
                'mmengine.' \
                'nanogpt.' \
                'nemo.' \
                'optax.' \
                'paddle.' \
                'timm.' \
                'torch.' \
                'torchtitan.' \
                'torchtune.' \
                'transformers.' \
                'ultralytics.'
        case 'aliases'
            string join \n -- \
                'decay Multiplied by a factor at regular intervals' \
                'poly A power of the time that is left' \
                'htd Hyperbolic-tangent decay: a long plateau, then a steep fall' \
                'minus_sqrt Falls with the square root of the time: steepest at first' \
                'sgdr Half a cosine, restarted again and again' \
                'clr A straight rise and a straight fall, again and again' \
                'trapezoid Warm-up, stable, decay: a linear rise, a constant rate, and a cooldown at the end' \
                'diffusers.get_constant_schedule The optimizer\'s rate at every step' \
                'diffusers.get_constant_schedule_with_warmup A straight rise from 0, then the optimizer\'s rate' \
                'diffusers.get_piecewise_constant_schedule The optimizer\'s rate times a factor that changes at given steps' \
                'diffusers.get_cosine_with_hard_restarts_schedule_with_warmup A straight rise from 0, then half a cosine towards 0, again and again' \
                'transformers.get_constant_schedule The optimizer\'s rate at every step' \
                'transformers.get_constant_schedule_with_warmup A straight rise from 0, then the optimizer\'s rate' \
                'transformers.get_linear_schedule_with_warmup A straight rise from 0 and a straight fall back to it' \
                'transformers.get_cosine_schedule_with_warmup A straight rise from 0, then half a cosine down to 0, and up again' \
                'transformers.get_cosine_with_hard_restarts_schedule_with_warmup A straight rise from 0, then half a cosine towards 0, again and again' \
                'transformers.get_polynomial_decay_schedule_with_warmup A straight rise from 0, then down to lr_end as a power of the time that is left' \
                'transformers.get_inverse_sqrt_schedule A straight rise from 0, then down with the square root of the time' \
                'transformers.get_cosine_with_min_lr_schedule_with_warmup A straight rise from 0, then half a cosine down to a lowest rate, and up again' \
                'transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate A straight rise, then half a cosine down to a lowest rate, a step ahead of time, and up again' \
                'transformers.get_wsd_schedule A rise, a constant rate, and a fall' \
                'transformers.get_reduce_on_plateau_schedule Reduced when a metric has stopped improving: PyTorch\'s ReduceLROnPlateau' \
                'transformers.get_greedy_schedule Raised while a metric improves, lowered while it does not: GreedyLR' \
                'transformers.GreedyLR Raised while a metric improves, lowered while it does not: GreedyLR'
        case 'verb list'
            string join \n -- \
                '--names The names alone, one a line.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.' \
                '-h Show help.' \
                '--help Show help.'
        case 'words list'
            string join \n -- \
                'constant The same rate at every tick' \
                'step Multiplied by a factor at regular intervals' \
                'piecewise Given rates between given dates' \
                'multistep Multiplied by a factor at given dates' \
                'exponential A constant fraction lost per unit of time' \
                'inverse Falls as one over the time' \
                'inverse_sqrt A linear rise, then a fall as one over the square root of the time' \
                'noam The schedule of the first Transformer, its height set by the width of the model' \
                'polynomial A power of the time that is left' \
                'linear A straight line from one rate to another' \
                'cosine Half a cosine from one rate to another' \
                'tanh Hyperbolic-tangent decay: a long plateau, then a steep fall' \
                'rex A reflected exponential: slow at first, steepest at the end' \
                'one_minus_sqrt Falls with the square root of the time: steepest at first' \
                'restarts Half a cosine, restarted again and again' \
                'triangular A straight rise and a straight fall, again and again' \
                'one_cycle A rise to the peak and a longer fall far below the start: the 1cycle policy' \
                'wsd Warm-up, stable, decay: a linear rise, a constant rate, and a cooldown at the end' \
                'knee A long time at the peak, then a straight line to the end: explore, then exploit' \
                'plateau Multiplied by a factor when a metric has not improved for a while' \
                'formula Whatever a formula gives' \
                'python Whatever a Python function of your own gives' \
                'recorded A learning rate that was logged' \
                'config What a configuration makes of the learning rate: the schedule of the program that reads it, and the run' \
                'axolotl' \
                'composer' \
                'darknet' \
                'deepspeed' \
                'detectron2' \
                'diffusers' \
                'fairseq' \
                'fvcore' \
                'keras' \
                'llmfoundry' \
                'maxtext' \
                'megatron' \
                'mlx' \
                'mmengine' \
                'nanogpt' \
                'nemo' \
                'optax' \
                'paddle' \
                'timm' \
                'torch' \
                'torchtitan' \
                'torchtune' \
                'transformers' \
                'ultralytics'
        case 'verb explain'
            string join \n -- \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb when'
            string join \n -- \
                '--below= Find the first row whose LR is below this, strictly; never, and exit code 1, when there is none. 50% is of the schedule\'s highest LR on the run.' \
                '--above= Find the first row whose LR is above this, strictly. These lines come after those of --below.' \
                '--after= Look from this position on, itself included: 30 (the run\'s unit), 30ep, 500st, 50%.' \
                '--last Find the row in which it gets there for the last time.' \
                '--all Find every row in which it gets there, one a line.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb diff'
            string join \n -- \
                '--tol= LR by which they may differ.  [default: 1e-12 of the peak, so that rounding is no difference]' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--plot Draw both, and below them their difference; with -o FILE.png as a picture.' \
                '--log A logarithmic axis for the LR; zeros are gaps.' \
                '--xlim= Where the axis of epochs or steps begins and ends: 0,2k or 10%,50% or 5ep,20ep.' \
                '--ylim= Where the axis of the LR begins and ends: 0,1e-3; a percentage is of the highest.' \
                '--title= Title.  [default: the schedule, when there is one]' \
                '--ascii Draw with plain characters.' \
                '--letters A letter on each curve, to tell them apart without colours.  [default: where there are not enough]' \
                '--width= Width of the chart in characters.  [default: the terminal\'s, 80 in a pipe]' \
                '--height= Lines of the curves, without axis and legend.  [default: what fits the screen]' \
                '--style=light|dark Colours of the picture.  [default: light]' \
                '--size= Size of the picture: 3.3x2in, 8x5cm, 80x50mm or 1200x675px; without a unit inches.  [default: 8x4.5in]' \
                '--font-size= Size of its text in points, at any size of the picture.  [default: 9]' \
                '--font= Its font: serif, sans-serif, monospace, or one that is installed.' \
                '--xlabel= Text below the axis of epochs or steps.' \
                '--ylabel= Text beside the axis of the LR.' \
                '--legend=right|below|none Where the names of the curves stand, or the colour bar of a sweep.  [default: where they fit best]' \
                '--grid Lines behind the curves.  [default: yes]' \
                '--no-grid The opposite of --grid.' \
                '--dpi= Pixels in an inch; text keeps its size in the picture.  [default: 150]' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb lint'
            string join \n -- \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb table'
            string join \n -- \
                '--at= Positions, separated by commas: 30 (the run\'s unit), 30ep, 500st, 50%, first, last, end (just after the last). What when prints is read too.' \
                '--rows= Show N rows, spread evenly, the first and the last among them.' \
                '--stride= Show every Nth row.' \
                '--all Show every row.  [default: as many as fit the screen; in a file all up to 200]' \
                '--digits= Significant digits of rates.  [default: 6 where people read them, else all]' \
                '--long A line for each schedule and row: label, step where it is known, epoch, lr, then momentum.' \
                '--no-header No line of headings, in CSV and TSV.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--format=auto|tsv|md|csv|json auto is a table on a terminal and tsv elsewhere; md is Markdown.  [default: auto]' \
                '--csv=@ Write all rows to FILE as CSV as well.' \
                '--md=@ Write the rows shown to FILE as Markdown as well.' \
                '--plot=@ Draw a picture to FILE as well.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.' \
                '--columns= What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb plot'
            string join \n -- \
                '--output=@ Save a picture: FILE.png, .svg, .pdf, .eps, .jpg, .webp, or .txt for the chart; - is standard output.' \
                '--save=@ Save a picture: FILE.png, .svg, .pdf, .eps, .jpg, .webp, or .txt for the chart; - is standard output.' \
                '-o=@ Save a picture: FILE.png, .svg, .pdf, .eps, .jpg, .webp, or .txt for the chart; - is standard output.' \
                '--format=txt|png|svg|pdf|eps|jpg|webp Format, where the name of the file does not tell.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.' \
                '--columns= What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.' \
                '--log A logarithmic axis for the LR; zeros are gaps.' \
                '--xlim= Where the axis of epochs or steps begins and ends: 0,2k or 10%,50% or 5ep,20ep.' \
                '--ylim= Where the axis of the LR begins and ends: 0,1e-3; a percentage is of the highest.' \
                '--title= Title.  [default: the schedule, when there is one]' \
                '--ascii Draw with plain characters.' \
                '--letters A letter on each curve, to tell them apart without colours.  [default: where there are not enough]' \
                '--style=light|dark Colours of the picture.  [default: light]' \
                '--size= Size of the picture: 3.3x2in, 8x5cm, 80x50mm or 1200x675px; without a unit inches.  [default: 8x4.5in]' \
                '--font-size= Size of its text in points, at any size of the picture.  [default: 9]' \
                '--font= Its font: serif, sans-serif, monospace, or one that is installed.' \
                '--xlabel= Text below the axis of epochs or steps.' \
                '--ylabel= Text beside the axis of the LR.' \
                '--legend=right|below|none Where the names of the curves stand, or the colour bar of a sweep.  [default: where they fit best]' \
                '--grid Lines behind the curves.  [default: yes]' \
                '--no-grid The opposite of --grid.' \
                '--dpi= Pixels in an inch; text keeps its size in the picture.  [default: 150]' \
                '--show Open the picture in a window.' \
                '--width= Width of the chart in characters.  [default: the terminal\'s, 80 in a pipe]' \
                '--height= Lines of the curves, without axis and legend.  [default: what fits the screen]' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb csv'
            string join \n -- \
                '--output=@ Write to FILE; - is standard output. FILE.tsv.gz is compressed.' \
                '-o=@ Write to FILE; - is standard output. FILE.tsv.gz is compressed.' \
                '--at= Positions, separated by commas: 30 (the run\'s unit), 30ep, 500st, 50%, first, last, end (just after the last). What when prints is read too.' \
                '--rows= Show N rows, spread evenly, the first and the last among them.' \
                '--stride= Show every Nth row.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.' \
                '--columns= What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.' \
                '--sep= Separator between columns; tab is a tab.  [default: , or a tab for FILE.tsv]' \
                '--decimal= Mark before the decimals, for spreadsheets that want a comma.  [default: .]' \
                '--no-header No line of headings, in CSV and TSV.' \
                '--digits= Significant digits of rates.  [default: 6 where people read them, else all]' \
                '--long A line for each schedule and row: label, step where it is known, epoch, lr, then momentum.' \
                '--jobs= Processes that work on 1e6 rows or more; the bytes are the same.  [default: one for each processor, at most 4]' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb json'
            string join \n -- \
                '--output=@ Write to FILE; - is standard output. FILE.json.gz is compressed.' \
                '-o=@ Write to FILE; - is standard output. FILE.json.gz is compressed.' \
                '--lines The rows alone, one JSON object a line; so are they in FILE.jsonl.' \
                '--at= Positions, separated by commas: 30 (the run\'s unit), 30ep, 500st, 50%, first, last, end (just after the last). What when prints is read too.' \
                '--rows= Show N rows, spread evenly, the first and the last among them.' \
                '--stride= Show every Nth row.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.' \
                '--columns= What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.' \
                '--digits= Significant digits of rates.  [default: 6 where people read them, else all]' \
                '--long A line for each schedule and row: label, step where it is known, epoch, lr, then momentum.' \
                '--jobs= Processes that work on 1e6 rows or more; the bytes are the same.  [default: one for each processor, at most 4]' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb value'
            string join \n -- \
                '--at= Positions, separated by commas: 30 (the run\'s unit), 30ep, 500st, 50%, first, last, end (just after the last). What when prints is read too.  [default: last]' \
                '--digits= Significant digits of rates.  [default: 6 where people read them, else all]' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.' \
                '--columns= What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb budget'
            string join \n -- \
                '--samples= Samples in the training set: with --batch-size they give the steps per epoch.' \
                '--batch-size= Samples in a batch on one device.' \
                '--seq-len= Tokens in a sample.' \
                '--batch-ramp= The samples of a step grow: from, to, by, while so many samples or tokens are seen (256:1024:256:10Btok).' \
                '--accumulate= Batches whose gradients make one update.  [default: 1]' \
                '--devices= Devices that share the samples.  [default: 1]' \
                '--drop-last An incomplete batch at the end of an epoch is dropped.' \
                '--stepper=plain|accelerate What steps the scheduler: accelerate does it once for each device (--devices, else one) at every update.  [default: plain]' \
                '--split-batches Accelerate splits batches over the devices: one step an update.' \
                '--epochs= Length of the run in epochs.  [default: 100, or what shows the schedule]' \
                '--steps= Length of the run in optimizer steps; bare durations are then steps.' \
                '--tokens= Length of the run in tokens, such as 300B: --seq-len and --batch-size tell how many steps that is.' \
                '--steps-per-epoch= Steps in an epoch: rows become steps.' \
                '--warmup= A warm-up to be told in updates and epochs.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.' \
                '-h Show help.' \
                '--help Show help.'
        case 'words budget'
            string join \n --
        case 'verb help'
            string join \n -- \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.' \
                '-h Show help.' \
                '--help Show help.'
        case 'words help'
            string join \n -- \
                'list' \
                'explain' \
                'when' \
                'diff' \
                'lint' \
                'table' \
                'plot' \
                'csv' \
                'json' \
                'value' \
                'budget' \
                'help' \
                'completions' \
                'identify' \
                'resume' \
                'verify' \
                'notation' \
                'durations' \
                'output' \
                'formats' \
                'exit-codes' \
                'frameworks' \
                'logs' \
                'configs'
        case 'verb completions'
            string join \n -- \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.' \
                '-h Show help.' \
                '--help Show help.'
        case 'words completions'
            string join \n -- \
                'bash' \
                'zsh' \
                'fish' \
                'powershell'
        case 'verb identify'
            string join \n -- \
                '--column= Column, tag or key with the rates.' \
                '--run= Which run, where the log holds several.' \
                '--position= Column that places the rows.' \
                '--first= The number that the log gives to the first tick.' \
                '--epochs= Length of the run in epochs.  [default: 100, or what shows the schedule]' \
                '--steps= Length of the run in optimizer steps; bare durations are then steps.' \
                '--steps-per-epoch= Steps in an epoch: rows become steps.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '--color=auto|always|never Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]' \
                '--quiet No remarks and no warnings; errors and exit codes stay.' \
                '-q No remarks and no warnings; errors and exit codes stay.' \
                '-h Show help.' \
                '--help Show help.'
        case 'words identify'
            string join \n -- \
                '@'
        case 'verb resume'
            string join \n -- \
                '--at= Updates done before the resume: 5000 (the run\'s unit), 50ep, 5000st, 50% (of what was planned).' \
                '--total= Length of the run after the resume; the run\'s flags tell the one that was planned.' \
                '--was= Length that was planned.  [default: that of the run]' \
                '--how=recompute|keep|restart|rewarm|hold|transformers|torch-cosine|torch-lambda|keras|optax|deepspeed|megatron One way: what is done with the rate, or the framework that resumes.  [default: all]' \
                '--rewarm= Rise from 0 of the way rewarm.  [above 0; default: 1% of the new length]' \
                '--fail-on-jump= Exit code 1 when the LR jumps by more than this factor, up or down; needs --how.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--plot Draw the old plan and the new; -o FILE.png saves it as a picture.' \
                '--log A logarithmic axis for the LR; zeros are gaps.' \
                '--xlim= Where the axis of epochs or steps begins and ends: 0,2k or 10%,50% or 5ep,20ep.' \
                '--ylim= Where the axis of the LR begins and ends: 0,1e-3; a percentage is of the highest.' \
                '--title= Title.  [default: the schedule, when there is one]' \
                '--ascii Draw with plain characters.' \
                '--letters A letter on each curve, to tell them apart without colours.  [default: where there are not enough]' \
                '--width= Width of the chart in characters.  [default: the terminal\'s, 80 in a pipe]' \
                '--height= Lines of the curves, without axis and legend.  [default: what fits the screen]' \
                '--style=light|dark Colours of the picture.  [default: light]' \
                '--size= Size of the picture: 3.3x2in, 8x5cm, 80x50mm or 1200x675px; without a unit inches.  [default: 8x4.5in]' \
                '--font-size= Size of its text in points, at any size of the picture.  [default: 9]' \
                '--font= Its font: serif, sans-serif, monospace, or one that is installed.' \
                '--xlabel= Text below the axis of epochs or steps.' \
                '--ylabel= Text beside the axis of the LR.' \
                '--legend=right|below|none Where the names of the curves stand, or the colour bar of a sweep.  [default: where they fit best]' \
                '--grid Lines behind the curves.  [default: yes]' \
                '--no-grid The opposite of --grid.' \
                '--dpi= Pixels in an inch; text keeps its size in the picture.  [default: 150]' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'verb verify'
            string join \n -- \
                '--column= Column, tag or key with the rates.' \
                '--run= Which run, where the log holds several.' \
                '--position= Column that places the rows.' \
                '--first= The number that the log gives to the first tick.' \
                '--json The same as JSON: on one line, on a terminal with indents.' \
                '--plot Draw what was meant and logged, and below them the difference.' \
                '--log A logarithmic axis for the LR; zeros are gaps.' \
                '--xlim= Where the axis of epochs or steps begins and ends: 0,2k or 10%,50% or 5ep,20ep.' \
                '--ylim= Where the axis of the LR begins and ends: 0,1e-3; a percentage is of the highest.' \
                '--title= Title.  [default: the schedule, when there is one]' \
                '--ascii Draw with plain characters.' \
                '--letters A letter on each curve, to tell them apart without colours.  [default: where there are not enough]' \
                '--width= Width of the chart in characters.  [default: the terminal\'s, 80 in a pipe]' \
                '--height= Lines of the curves, without axis and legend.  [default: what fits the screen]' \
                '--style=light|dark Colours of the picture.  [default: light]' \
                '--size= Size of the picture: 3.3x2in, 8x5cm, 80x50mm or 1200x675px; without a unit inches.  [default: 8x4.5in]' \
                '--font-size= Size of its text in points, at any size of the picture.  [default: 9]' \
                '--font= Its font: serif, sans-serif, monospace, or one that is installed.' \
                '--xlabel= Text below the axis of epochs or steps.' \
                '--ylabel= Text beside the axis of the LR.' \
                '--legend=right|below|none Where the names of the curves stand, or the colour bar of a sweep.  [default: where they fit best]' \
                '--grid Lines behind the curves.  [default: yes]' \
                '--no-grid The opposite of --grid.' \
                '--dpi= Pixels in an inch; text keeps its size in the picture.  [default: 150]' \
                '--output=@ Write to FILE; - is standard output.' \
                '-o=@ Write to FILE; - is standard output.' \
                '-h Show help.' \
                '--help Show help.'
        case 'schedules axolotl'
            string join \n -- \
                'axolotl.get_cosine_schedule_with_quadratic_warmup A rise from 0 along a parabola, then half a cosine down to 0, and up again' \
                'axolotl.get_cosine_schedule_with_warmup_decay_constant A straight rise from 0, half a cosine down to a lowest rate before the end, and that rate' \
                'axolotl.RexLR A straight rise, then a fall that gets steeper, down to min_lr'
        case 'schedules composer'
            string join \n -- \
                'composer.StepScheduler Multiplied by gamma at regular intervals' \
                'composer.MultiStepScheduler Multiplied by gamma at each of the milestones' \
                'composer.ConstantScheduler One factor for a time, then the optimizer\'s rate' \
                'composer.LinearScheduler A straight line from one factor to another' \
                'composer.ExponentialScheduler Multiplied by gamma in each period, in between as well' \
                'composer.CosineAnnealingScheduler Half a cosine' \
                'composer.PolynomialScheduler A power of the time that is left' \
                'composer.CosineAnnealingWarmRestartsScheduler Half a cosine, again and again' \
                'composer.MultiStepWithWarmupScheduler A warm-up, then multiplied by gamma at each of the milestones' \
                'composer.LinearWithWarmupScheduler A warm-up, then a straight line from one factor to another' \
                'composer.ConstantWithWarmupScheduler A warm-up, then one factor' \
                'composer.CosineAnnealingWithWarmupScheduler A warm-up, then half a cosine' \
                'composer.PolynomialWithWarmupScheduler A warm-up, then a power of the time that is left'
        case 'schedules darknet'
            string join \n -- \
                'darknet.get_current_rate A rise as a power, then a constant rate or one of five falls'
        case 'schedules deepspeed'
            string join \n -- \
                'deepspeed.LRRangeTest A straight rise without an end, to find the highest rate at which training does not fail' \
                'deepspeed.OneCycle A straight rise, a straight fall, and a decay; the momentum mirrors it' \
                'deepspeed.WarmupLR A warm-up, then one rate' \
                'deepspeed.WarmupDecayLR A warm-up, then a straight fall back' \
                'deepspeed.WarmupCosineLR A warm-up, then half a cosine; both are shares of the optimizer\'s rate'
        case 'schedules detectron2'
            string join \n -- \
                'detectron2.WarmupParamScheduler A warm-up for a share of the run, then a scheduler of fvcore' \
                'detectron2.WarmupMultiStepLR Drops by gamma at given iterations, after a warm-up' \
                'detectron2.WarmupCosineLR Half a cosine down to a last rate, after a warm-up' \
                'detectron2.WarmupStepWithFixedGammaLR Drops by gamma at equal distances, after a warm-up'
        case 'schedules diffusers'
            string join \n -- \
                'diffusers.constant The optimizer\'s rate at every step' \
                'diffusers.constant_with_warmup A straight rise from 0, then the optimizer\'s rate' \
                'diffusers.piecewise_constant The optimizer\'s rate times a factor that changes at given steps' \
                'diffusers.linear A straight rise from 0 and a straight fall back to it' \
                'diffusers.cosine A straight rise from 0, then half a cosine down to 0, and up again' \
                'diffusers.cosine_with_restarts A straight rise from 0, then half a cosine towards 0, again and again' \
                'diffusers.polynomial A straight rise from 0, then down to 1e-7 as a power of the time that is left' \
                'diffusers.get_linear_schedule_with_warmup A straight rise from 0 to a share of the rate, and a straight fall to a lower one' \
                'diffusers.get_cosine_schedule_with_warmup A straight rise from 0, then a cosine down to 0, and up again' \
                'diffusers.get_polynomial_decay_schedule_with_warmup A straight rise from 0, then down to lr_end as a power of the time that is left'
        case 'schedules fairseq'
            string join \n -- \
                'fairseq.fixed The rate, after a straight warm-up that is an update ahead; lowered each epoch where that is asked for' \
                'fairseq.inverse_sqrt A straight warm-up, then down with the square root of the updates' \
                'fairseq.polynomial_decay A straight warm-up from 0, then down to end_learning_rate as a power of the time that is left' \
                'fairseq.tri_stage A straight rise, a constant rate, and an exponential fall' \
                'fairseq.step A straight warm-up, then multiplied by lr_decay every lr_deacy_period updates' \
                'fairseq.cosine A straight warm-up, then half a cosine, again and again; each begins and ends lower' \
                'fairseq.triangular Up to max_lr and back in straight lines, again and again, lower each time' \
                'fairseq.reduce_lr_on_plateau Reduced when a metric has stopped improving, after a straight warm-up: PyTorch\'s ReduceLROnPlateau'
        case 'schedules fvcore'
            string join \n -- \
                'fvcore.ConstantParamScheduler The same rate throughout' \
                'fvcore.CosineParamScheduler Half a cosine from one rate to another' \
                'fvcore.ExponentialParamScheduler Multiplied by decay over the whole run' \
                'fvcore.LinearParamScheduler A straight line from one rate to another' \
                'fvcore.PolynomialDecayParamScheduler Falls to 0 as a power of what is left of the run' \
                'fvcore.StepParamScheduler Rates that hold for equal parts of the run, one after another' \
                'fvcore.StepWithFixedGammaParamScheduler Multiplied by gamma a number of times, at equal distances' \
                'fvcore.MultiStepParamScheduler Rates that hold up to given updates of num_updates, whatever the run has' \
                'fvcore.CompositeParamScheduler Schedulers one after another, each for a share of the run'
        case 'schedules keras'
            string join \n -- \
                'keras.ExponentialDecay Multiplied by a factor every decay_steps, smoothly or in stairs' \
                'keras.PiecewiseConstantDecay Given rates between given steps' \
                'keras.PolynomialDecay To end_learning_rate as a power of the time that is left' \
                'keras.InverseTimeDecay Divided by a number that grows with time, smoothly or in stairs' \
                'keras.CosineDecay Half a cosine down to a fraction of the peak, after a straight warm-up if there is a target for it' \
                'keras.CosineDecayRestarts Half a cosine, then a restart, again and again' \
                'keras.ReduceLROnPlateau Reduced when a metric has stopped improving' \
                'keras.LearningRateScheduler What a function of your own makes of the rate, at the beginning of each epoch'
        case 'schedules llmfoundry'
            string join \n -- \
                'llmfoundry.InverseSquareRootWithWarmupScheduler A straight warm-up, down with the square root of the time, and a straight fall at the end'
        case 'schedules maxtext'
            string join \n -- \
                'maxtext.create_learning_rate_schedule A straight rise, then half a cosine, or a constant rate and a fall; the last step has the final rate'
        case 'schedules megatron'
            string join \n -- \
                'megatron.OptimizerParamScheduler A straight rise and one of several falls, both counted in samples; and a weight decay that grows'
        case 'schedules mlx'
            string join \n -- \
                'mlx.exponential_decay Multiplied by a factor at every update' \
                'mlx.step_decay Multiplied by a factor every step_size updates' \
                'mlx.cosine_decay Half a cosine from one rate to another' \
                'mlx.linear_schedule A straight line from one rate to another' \
                'mlx.join_schedules One schedule after another, each from its boundary on and counting from there'
        case 'schedules mmengine'
            string join \n -- \
                'mmengine.ConstantLR A fraction of the rate that it finds for some calls, then all of it' \
                'mmengine.LinearLR The rate that it finds times a factor that changes in a straight line' \
                'mmengine.ExponentialLR The rate that it finds, multiplied by gamma at every call' \
                'mmengine.PolyLR From the rate that it finds down to eta_min as a power of the time that is left' \
                'mmengine.StepLR The rate that it finds, multiplied by gamma every step_size calls' \
                'mmengine.MultiStepLR The rate that it finds, multiplied by gamma at given calls' \
                'mmengine.CosineAnnealingLR Half a cosine from the rate that it finds down to eta_min, and up again' \
                'mmengine.CosineRestartLR Half a cosine from a share of the optimizer\'s rate towards eta_min, then a restart, in each period' \
                'mmengine.OneCycleLR One rise to eta_max and one fall far below where it began' \
                'mmengine.ReduceOnPlateauLR Reduced when a metric has stopped improving' \
                'mmengine.schedulers A list of MMEngine\'s schedulers, as param_scheduler is in a configuration'
        case 'schedules nanogpt'
            string join \n -- \
                'nanogpt.get_lr A straight rise, then half a cosine down to a lowest rate, which stays'
        case 'schedules nemo'
            string join \n -- \
                'nemo.WarmupPolicy A straight warm-up that is an update ahead, then constant' \
                'nemo.WarmupHoldPolicy A straight warm-up that is an update ahead, then constant' \
                'nemo.SquareAnnealing A straight warm-up, then down with the square of the time that is left' \
                'nemo.SquareRootAnnealing A straight warm-up, then down with the root of the share of the run that is left' \
                'nemo.WarmupAnnealing A straight warm-up, and a straight fall to min_lr' \
                'nemo.InverseSquareRootAnnealing A straight warm-up, then down with the square root of the updates' \
                'nemo.T5InverseSquareRootAnnealing Constant, then down with the square root of the updates, whatever the optimizer\'s rate is' \
                'nemo.PolynomialDecayAnnealing A straight warm-up, then down to min_lr as a power of the time that is left' \
                'nemo.PolynomialHoldDecayAnnealing A straight warm-up, a constant rate, then down to min_lr as a power of the time that is left' \
                'nemo.CosineAnnealing A straight warm-up, then half a cosine to min_lr; with constant_steps another warm-up, and min_lr at the end' \
                'nemo.NoamAnnealing A straight warm-up, then down with the square root of the updates; lr multiplies what the model tells' \
                'nemo.WarmupHoldAnnealLinear A straight warm-up, a constant rate, and a straight fall to min_lr' \
                'nemo.WarmupHoldAnnealOneMinusSquareRoot A straight warm-up, a constant rate, and a fall that begins steeply, not below min_lr' \
                'nemo.NoamHoldAnnealing A straight warm-up, a constant rate, then down with a power of the updates'
        case 'schedules optax'
            string join \n -- \
                'optax.constant_schedule The same rate at every update' \
                'optax.polynomial_schedule From one rate to another as a power of the time that is left' \
                'optax.linear_schedule A straight line from one rate to another' \
                'optax.piecewise_constant_schedule Multiplied by given factors at given updates' \
                'optax.piecewise_interpolate_schedule From rate to rate between given updates, along straight lines or half cosines' \
                'optax.exponential_decay Multiplied by a factor every transition_steps, smoothly or in stairs' \
                'optax.cosine_decay_schedule Half a cosine down to a fraction of the first rate' \
                'optax.linear_onecycle_schedule A straight rise to peak_value, a fall to where it began, and a fall far below that' \
                'optax.cosine_onecycle_schedule A rise to peak_value and a fall far below where it began, along half cosines' \
                'optax.warmup_constant_schedule A straight warm-up, then constant' \
                'optax.warmup_cosine_decay_schedule A straight warm-up, then half a cosine' \
                'optax.warmup_exponential_decay_schedule A straight warm-up, then an exponential decay' \
                'optax.sgdr_schedule Cycles of a warm-up and half a cosine, one after another' \
                'optax.join_schedules One schedule after another, each from its boundary on and counting from there' \
                'optax.contrib.reduce_on_plateau Reduced when a metric has stopped improving'
        case 'schedules paddle'
            string join \n -- \
                'paddle.NoamDecay The schedule of the first Transformer: a straight rise, then a fall as one over the square root of the time' \
                'paddle.NaturalExpDecay Falls by a power of e' \
                'paddle.ExponentialDecay Multiplied by gamma at every step' \
                'paddle.InverseTimeDecay Falls as one over the time' \
                'paddle.PolynomialDecay To end_lr as a power of the time that is left' \
                'paddle.LinearLR The base rate times a factor that changes in a straight line' \
                'paddle.PiecewiseDecay One value after another' \
                'paddle.MultiStepDecay Multiplied by gamma at given epochs' \
                'paddle.StepDecay Multiplied by gamma every step_size epochs' \
                'paddle.LambdaDecay The base rate times a function of the epoch' \
                'paddle.MultiplicativeDecay The running rate times a function of the epoch, at every step' \
                'paddle.CosineAnnealingDecay Half a cosine down to eta_min, and up again' \
                'paddle.CosineAnnealingWarmRestarts Half a cosine towards eta_min, then a restart, again and again' \
                'paddle.OneCycleLR One rise to max_learning_rate and one fall to end_learning_rate' \
                'paddle.CyclicLR A straight rise and a straight fall, again and again' \
                'paddle.LinearWarmup A straight rise, then a rate or another scheduler' \
                'paddle.ReduceOnPlateau Reduced when a metric has stopped improving'
        case 'schedules timm'
            string join \n -- \
                'timm.CosineLRScheduler Half a cosine down to lr_min, once or in cycles' \
                'timm.PolyLRScheduler To lr_min as a power of the time that is left, once or in cycles' \
                'timm.TanhLRScheduler Hyperbolic-tangent decay to near lr_min, once or in cycles' \
                'timm.StepLRScheduler Multiplied by decay_rate every decay_t' \
                'timm.MultiStepLRScheduler Multiplied by decay_rate at given times, one before each of decay_t' \
                'timm.WSDLRScheduler Warm-up, a stable stretch, and a decay to lr_min' \
                'timm.PlateauLRScheduler Reduced when a metric has stopped improving, after a straight warm-up' \
                'timm.create_scheduler_v2 The scheduler that timm\'s training script makes for a name, such as cosine, step or wsd'
        case 'schedules torch'
            string join \n -- \
                'torch.LambdaLR The optimizer\'s rate times a function of the epoch' \
                'torch.MultiplicativeLR The running rate times a function of the epoch, at every step' \
                'torch.StepLR Multiplied by gamma every step_size epochs' \
                'torch.MultiStepLR Multiplied by gamma at given epochs' \
                'torch.ConstantLR A fraction of the optimizer\'s rate for some epochs, then all of it' \
                'torch.LinearLR The optimizer\'s rate times a factor that changes in a straight line' \
                'torch.ExponentialLR Multiplied by gamma at every step' \
                'torch.PolynomialLR Falls to 0 as a power of the time that is left' \
                'torch.CosineAnnealingLR Half a cosine down to eta_min, and up again' \
                'torch.CosineAnnealingWarmRestarts Half a cosine towards eta_min, then a restart, again and again' \
                'torch.OneCycleLR One rise to max_lr and one fall far below where it began; the momentum mirrors it' \
                'torch.CyclicLR A straight rise and a straight fall, again and again; the momentum mirrors it' \
                'torch.SWALR From the rate that it finds to swa_lr, where it stays' \
                'torch.ReduceLROnPlateau Reduced when a metric has stopped improving' \
                'torch.SequentialLR One scheduler after another, each from its milestone on' \
                'torch.ChainedScheduler Several schedulers at once, all acting on the running rate at every step, in order'
        case 'schedules torchtitan'
            string join \n -- \
                'torchtitan.build_lr_schedulers A straight rise, a constant rate, and a fall that ends a step after the last'
        case 'schedules torchtune'
            string join \n -- \
                'torchtune.get_cosine_schedule_with_warmup A straight rise from 0, then half a cosine down to 0, and up again'
        case 'schedules transformers'
            string join \n -- \
                'transformers.constant The optimizer\'s rate at every step' \
                'transformers.constant_with_warmup A straight rise from 0, then the optimizer\'s rate' \
                'transformers.linear A straight rise from 0 and a straight fall back to it' \
                'transformers.cosine A straight rise from 0, then half a cosine down to 0, and up again' \
                'transformers.cosine_with_restarts A straight rise from 0, then half a cosine towards 0, again and again' \
                'transformers.polynomial A straight rise from 0, then down to lr_end as a power of the time that is left' \
                'transformers.inverse_sqrt A straight rise from 0, then down with the square root of the time' \
                'transformers.cosine_with_min_lr A straight rise from 0, then half a cosine down to a lowest rate, and up again' \
                'transformers.cosine_warmup_with_min_lr A straight rise, then half a cosine down to a lowest rate, a step ahead of time, and up again' \
                'transformers.warmup_stable_decay A rise, a constant rate, and a fall' \
                'transformers.reduce_lr_on_plateau Reduced when a metric has stopped improving: PyTorch\'s ReduceLROnPlateau' \
                'transformers.greedy Raised while a metric improves, lowered while it does not: GreedyLR'
        case 'schedules ultralytics'
            string join \n -- \
                'ultralytics.BaseTrainer A warm-up by batches, then a straight line or half a cosine, held within each epoch'
        case 'family constant'
            string join \n -- \
                '--initial= LR throughout.  [at least 0; default: 0.01]' \
                '--lr= LR throughout.  [at least 0; default: 0.01]'
        case 'family step' 'family decay'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--rate= Factor at each drop.  [above 0; default: 0.1]' \
                '--gamma= Factor at each drop.  [above 0; default: 0.1]' \
                '--every= Time between drops.  [above 0; default: 100]'
        case 'family piecewise'
            string join \n -- \
                '--values= LRs, one more than boundaries.  [each at least 0; default: 0.1,0.06,0.02,0.01]' \
                '--boundaries= Dates of the changes, ascending.  [default: 100,150,200]' \
                '--inclusive A boundary still belongs to the value before it.  [default: yes]' \
                '--no-inclusive The opposite of --inclusive.'
        case 'family multistep'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--rate= Factor at each milestone.  [above 0; default: 0.1]' \
                '--gamma= Factor at each milestone.  [above 0; default: 0.1]' \
                '--milestones= Dates of the drops, ascending.  [default: 30%,60%,90%]'
        case 'family exponential'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--rate= Decay constant per `every`.  [at least 0; default: 0.1]' \
                '--every= Time in which LR falls by exp(-rate), or by gamma.  [above 0; default: 100, with gamma 1]' \
                '--staircase Fall once per `every` instead of continuously.  [default: no]' \
                '--no-staircase The opposite of --staircase.' \
                '--gamma= Factor per `every` (instead of rate).  [above 0]' \
                '--half-life= Time in which LR halves (instead of rate).  [above 0]' \
                '--final= LR reached at the end (instead of rate).  [above 0]' \
                '--length= Time in which `final` is reached.  [above 0; default: the rest of the run]'
        case 'family inverse'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--rate= Growth of the divisor per `every`.  [at least 0; default: 1]' \
                '--every= Time in which the divisor grows by `rate`.  [above 0; default: 100%]' \
                '--power= Power of the divisor.  [above 0; default: 1]'
        case 'family inverse_sqrt'
            string join \n -- \
                '--peak= LR at the end of the warm-up.  [at least 0; default: 0.001]' \
                '--lr= LR at the end of the warm-up.  [at least 0; default: 0.001]' \
                '--warmup= Time in which LR rises from 0.  [above 0; default: 10%]'
        case 'hidden inverse_sqrt'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.'
        case 'family noam'
            string join \n -- \
                '--d-model= Width of the model.  [at least 1; default: 512]' \
                '--warmup= Time in which LR rises.  [above 0; default: 4000st]' \
                '--every= Time from one optimizer update to the next.  [above 0; default: 1st]'
        case 'hidden noam'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.'
        case 'family polynomial' 'family poly'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]' \
                '--power= 1 is a straight line; above 1 falls fast first.  [above 0; default: 2]'
        case 'family linear'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]'
        case 'family cosine'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]'
        case 'family tanh' 'family htd'
            string join \n -- \
                '--initial= LR before the fall, almost that of tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR before the fall, almost that of tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]' \
                '--lower= Where on the tangent it starts.  [at least -1000, at most 1000; default: -6]' \
                '--upper= Where on the tangent it ends.  [at least -1000, at most 1000; default: 3]'
        case 'family rex'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]'
        case 'family one_minus_sqrt' 'family minus_sqrt'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]'
        case 'family restarts' 'family sgdr'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--final= LR towards which each cycle falls.  [at least 0; default: 0]' \
                '--period= Length of the first cycle.  [above 0; default: 25%]' \
                '--growth= Factor on the length at each restart.  [above 0, at most 100; default: 1]' \
                '--decay= Factor on the height above final at each restart.  [above 0, at most 1; default: 1]'
        case 'family triangular' 'family clr'
            string join \n -- \
                '--high= LR at the top of a cycle.  [at least 0; default: 0.1]' \
                '--lr= LR at the top of a cycle.  [at least 0; default: 0.1]' \
                '--low= LR at which a cycle begins and ends.  [at least 0; default: 0.001]' \
                '--base-lr= LR at which a cycle begins and ends.  [at least 0; default: 0.001]' \
                '--up= Length of the rise.  [above 0; default: 10%]' \
                '--down= Length of the fall.  [above 0; default: as up]' \
                '--mode=plain|halving|exponential Whether cycles stay as high, are halved, or decline all the time.  [default: plain]' \
                '--gamma= Factor per `every` in the exponential mode.  [above 0, below 1]' \
                '--every= Time in which LR falls by gamma.  [above 0; default: 1]'
        case 'family one_cycle'
            string join \n -- \
                '--peak= LR at the end of the warm-up.  [at least 0; default: 0.1]' \
                '--lr= LR at the end of the warm-up.  [at least 0; default: 0.1]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]' \
                '--warmup= Time in which LR rises.  [default: 30%]' \
                '--start-factor= LR at tick 0, as a share of peak.  [at least 0, at most 1; default: 0.04]' \
                '--end-factor= LR at the end, as a share of the LR at tick 0.  [at least 0; default: 0.0001]' \
                '--shape=cosine|linear Curve of the rise and of the fall.  [default: cosine]'
        case 'hidden one_cycle'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.'
        case 'family wsd' 'family trapezoid'
            string join \n -- \
                '--peak= LR of the stable phase.  [at least 0; default: 0.1]' \
                '--lr= LR of the stable phase.  [at least 0; default: 0.1]' \
                '--warmup= Time in which LR rises.  [default: 5%]' \
                '--cooldown= Time in which LR falls, at the end.  [default: 20%]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]' \
                '--start= LR at tick 0, the start of the warm-up.  [at least 0; default: 0]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--shape=linear|cosine|one_minus_sqrt|exponential Curve of the cooldown.  [default: linear]'
        case 'hidden wsd' 'hidden trapezoid'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.'
        case 'family knee'
            string join \n -- \
                '--peak= LR of the explore phase.  [at least 0; default: 0.1]' \
                '--lr= LR of the explore phase.  [at least 0; default: 0.1]' \
                '--warmup= Time in which LR rises from 0.  [default: 0]' \
                '--hold= Time at peak: the explore phase.  [default: 50%]' \
                '--final= LR at the end.  [at least 0; default: 0]' \
                '--length= How long the piece lasts.  [above 0; default: the rest of the run]'
        case 'hidden knee'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.'
        case 'family plateau'
            string join \n -- \
                '--initial= LR at tick 0.  [at least 0; default: 0.1]' \
                '--lr= LR at tick 0.  [at least 0; default: 0.1]' \
                '--factor= Factor at each reduction.  [below 1, at least 0; default: 0.1]' \
                '--patience= Metrics in a row that may fail to improve before a reduction.  [at least 0; default: 10]' \
                '--threshold= How much better a metric must be to count.  [at least 0; default: 0.0001]' \
                '--mode=min|max Whether a metric improves downwards or upwards.  [default: min]' \
                '--threshold-mode=rel|abs Whether threshold is a share of the best metric or a difference.  [default: rel]' \
                '--cooldown= Metrics after a reduction that do not count.  [at least 0; default: 0]' \
                '--min-lr= Never below this LR.  [at least 0; default: 0]' \
                '--eps= A reduction by no more than this is not made.  [at least 0; default: 1e-08]' \
                '--metrics=@ Metric at each epoch: values, or a file of them, - for standard input.  [default: a made-up one]' \
                '--column= Column of the file.  [default: the only one]' \
                '--metrics-shape=decaying|flat|noisy|diverging Course of the made-up metric.  [default: decaying]'
        case 'hidden plateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family formula'
            string join \n -- \
                '--expression= Formula, such as "0.1 * 0.95 ** t".'
        case 'family python'
            string join \n -- \
                '--function=@ File and function, such as my_lr.py:decay_learning_rate.' \
                '--arg=epoch|step What the function counts.  [default: the run\'s unit]' \
                '--lr= The running rate at first, for f(epoch, lr).  [at least 0; default: none]'
        case 'family recorded'
            string join \n -- \
                '--path=@ The log, or a folder of event files.' \
                '--column= Column with the LR.  [default: lr, learning_rate or alike]' \
                '--gaps=hold|interpolate What is done where rows are missing.  [default: hold]' \
                '--run= Name of the run, where the log holds several.  [default: the only one]' \
                '--only= Name of the run, where the log holds several.  [default: the only one]' \
                '--position= Column that places the rows.  [default: step, epoch or alike]' \
                '--first= Number that the log gives to tick 0.  [at least -1000000000, at most 1000000000; default: as the log tells, else 0]' \
                '--also= Another column, such as a loss: drawn on an axis of its own, a column of a table.'
        case 'hidden recorded'
            string join \n -- \
                '--column= Column, tag or key with the rates.' \
                '--run= Which run, where the log holds several.' \
                '--position= Column that places the rows.' \
                '--first= The number that the log gives to the first tick.'
        case 'family config'
            string join \n -- \
                '--path=@ The configuration; - is standard input.' \
                '--format= Its format.  [default: told by its content]' \
                '--text= The configuration itself, in place of a file.  [default: none]' \
                '--beside=@ The file with the arguments that fill its gaps.  [default: none]' \
                '--lr= The rate that its factors multiply, where the format has factors.  [at least 0; default: none]' \
                '--classes= Classes of the data set, where the LR depends on them.  [at least 1]'
        case 'hidden config'
            string join \n -- \
                '--format=txt|png|svg|pdf|eps|jpg|webp Format, where the name of the file does not tell.'
        case 'family axolotl.get_cosine_schedule_with_quadratic_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family axolotl.get_cosine_schedule_with_warmup_decay_constant'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--constant-lr-ratio= Share of the steps after which the LR is held.  [at least 0]' \
                '--min-lr-ratio= Lowest LR as a share of lr.' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family axolotl.RexLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--max-lr= The rate that min_lr is a share of.  [above 0]' \
                '--min-lr= Lowest LR.' \
                '--total-steps= Steps in all.  [default: 0]' \
                '--num-warmup-steps= Steps of the warm-up.  [default: 0]' \
                '--last-step= The step that it begins with, 0 and 1 alike.  [default: 0]'
        case 'family composer.StepScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--step-size= Time between drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.MultiStepScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--milestones= Times of the drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.ConstantScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--alpha= Factor before t_max.  [default: 1]' \
                '--t-max= How long alpha holds.  [default: 1dur]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.LinearScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--alpha-i= Factor at the start.  [default: 1]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--t-max= Time of the change.  [default: 1dur]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.ExponentialScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--gamma= Factor in each period.  [at least 0]' \
                '--decay-period= The period.  [default: 1ep]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.CosineAnnealingScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-max= Time of the fall.  [default: 1dur]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.PolynomialScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--power= Power of what is left.' \
                '--t-max= Time of the fall.  [default: 1dur]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.CosineAnnealingWarmRestartsScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-0= Length of the first cycle.' \
                '--t-mult= Factor on the length from cycle to cycle.  [at least 0; default: 1]' \
                '--alpha-f= Factor at the end of a cycle.  [default: 0]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.MultiStepWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--milestones= Times of the drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--scale-warmup Stretch the warm-up by scale_schedule_ratio too.  [default: no]' \
                '--no-scale-warmup The opposite of --scale-warmup.' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.LinearWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--alpha-i= Factor after the warm-up.  [default: 1]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--t-max= Time of it all.  [default: 1dur]' \
                '--scale-warmup Stretch the warm-up by scale_schedule_ratio too.  [default: no]' \
                '--no-scale-warmup The opposite of --scale-warmup.' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.ConstantWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--alpha= Factor after the warm-up.  [default: 1]' \
                '--t-max= Time of it all.  [default: 1dur]' \
                '--scale-warmup Stretch the warm-up by scale_schedule_ratio too.  [default: no]' \
                '--no-scale-warmup The opposite of --scale-warmup.' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.CosineAnnealingWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--t-max= Time of it all.  [default: 1dur]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--scale-warmup Stretch the warm-up by scale_schedule_ratio too.  [default: no]' \
                '--no-scale-warmup The opposite of --scale-warmup.' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family composer.PolynomialWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--power= Power of what is left.  [default: 2]' \
                '--t-max= Time of it all.  [default: 1dur]' \
                '--alpha-f= Factor at the end.  [default: 0]' \
                '--scale-warmup Stretch the warm-up by scale_schedule_ratio too.  [default: no]' \
                '--no-scale-warmup The opposite of --scale-warmup.' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family darknet.get_current_rate'
            string join \n -- \
                '--learning-rate= The LR.  [default: 0.001]' \
                '--lr= The LR.  [default: 0.001]' \
                '--policy=constant|steps|step|exp|poly|sigmoid What follows the rise.  [default: constant]' \
                '--burn-in= Batches of the rise.  [at least 0; default: 0]' \
                '--power= Power of the rise, and of poly.  [at least 0; default: 4]' \
                '--scales= Factor at each of them.' \
                '--step= Batches between drops; the middle of the sigmoid.  [at least 1; default: 1]' \
                '--scale= Factor at each drop.  [default: 1]' \
                '--gamma= Factor of exp at each batch; how steep the sigmoid is.  [default: 1]' \
                '--max-batches= Batches of the run, which poly needs.  [at least 1; default: none]'
        case 'hidden darknet.get_current_rate'
            string join \n -- \
                '--scale= Factor on every LR.  [above 0; default: 1]'
        case 'family deepspeed.LRRangeTest'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --lr-range-test-min-lr, this is it.' \
                '--lr-range-test-min-lr= LR at the start.  [default: 0.001; or a list, one for each parameter group]' \
                '--lr-range-test-step-size= Updates of one rise by the rate.  [at least 1; default: 2000]' \
                '--lr-range-test-step-rate= Rise in that time, a multiple of the first LR.  [default: 1]' \
                '--lr-range-test-staircase Rise in stairs.  [default: no]' \
                '--no-lr-range-test-staircase The opposite of --lr-range-test-staircase.' \
                '--last-batch-iteration= Number of the last update; -1 for a run from its start.  [default: -1]'
        case 'family deepspeed.OneCycle'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --cycle-max-lr, this is it.' \
                '--cycle-min-lr= Lowest LR of the cycle.  [or a list, one for each parameter group]' \
                '--cycle-max-lr= Highest LR of the cycle.  [or a list, one for each parameter group]' \
                '--decay-lr-rate= How fast it decays after the cycle.  [default: 0]' \
                '--cycle-first-step-size= Updates of the rise.  [above 0; default: 2000]' \
                '--cycle-second-step-size= Updates of the fall.  [at least 0; default: as cycle_first_step_size]' \
                '--cycle-first-stair-count= Stairs of the rise; 0 for a straight one.  [default: 0]' \
                '--cycle-second-stair-count= Stairs of the fall; 0 for a straight one.  [default: as cycle_first_stair_count]' \
                '--decay-step-size= Updates that decay_lr_rate is of; 0 for no decay.  [default: 0]' \
                '--cycle-momentum Drive the momentum as well.  [default: yes]' \
                '--no-cycle-momentum The opposite of --cycle-momentum.' \
                '--cycle-min-mom= Momentum where LR is highest.  [default: 0.8; or a list, one for each parameter group]' \
                '--cycle-max-mom= Momentum where LR is lowest.  [default: 0.9; or a list, one for each parameter group]' \
                '--decay-mom-rate= How fast the momentum grows after the cycle.  [default: 0]' \
                '--optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|lamb|lion|onebitadam|onebitlamb|zerooneadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop What holds the momentum.  [default: adam]' \
                '--last-batch-iteration= Number of the last update; -1 for a run from its start.  [default: -1]'
        case 'family deepspeed.WarmupLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--warmup-min-lr= LR at the start.  [default: 0; or a list, one for each parameter group]' \
                '--warmup-max-lr= LR after the warm-up.  [or a list, one for each parameter group]' \
                '--warmup-num-steps= Updates of the warm-up; 1 counts as 2.  [at least 1; default: 1000]' \
                '--warmup-type=log|linear Curve of the warm-up; any other is log.  [default: log]' \
                '--last-batch-iteration= Number of the last update; -1 for a run from its start.  [default: -1]'
        case 'family deepspeed.WarmupDecayLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --warmup-max-lr, this is it.' \
                '--total-num-steps= Updates in all.  [default: the length of the run]' \
                '--warmup-min-lr= LR at the start.  [default: 0; or a list, one for each parameter group]' \
                '--warmup-max-lr= LR after the warm-up.  [default: 0.001; or a list, one for each parameter group]' \
                '--warmup-num-steps= Updates of the warm-up; 1 counts as 2.  [at least 1; default: 1000]' \
                '--warmup-type=log|linear Curve of the warm-up; any other is log.  [default: log]' \
                '--last-batch-iteration= Number of the last update; -1 for a run from its start.  [default: -1]'
        case 'family deepspeed.WarmupCosineLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--total-num-steps= Updates in all.  [default: the length of the run]' \
                '--warmup-min-ratio= Share of lr at the start of the warm-up.  [default: 0]' \
                '--warmup-num-steps= Updates of the warm-up; 1 counts as 2.  [at least 1; default: 1000]' \
                '--cos-min-ratio= Share of lr at the end.  [default: 0.0001]' \
                '--warmup-type=log|linear Curve of the warm-up; any other is log.  [default: log]' \
                '--last-batch-iteration= Number of the last update; -1 for a run from its start.  [default: -1]'
        case 'family detectron2.WarmupParamScheduler'
            string join \n -- \
                '--scheduler= What follows the warm-up: a scheduler of fvcore.' \
                '--warmup-factor= The start as a share of the scheduler\'s first value.' \
                '--warmup-length= Share of the run of the warm-up.  [at least 0, at most 1]' \
                '--warmup-method=linear|constant Curve of the warm-up.  [default: linear]' \
                '--rescale-interval The scheduler has all of its course after the warm-up.  [default: no]' \
                '--no-rescale-interval The opposite of --rescale-interval.'
        case 'family detectron2.WarmupMultiStepLR'
            string join \n -- \
                '--base-lr= LR that the factors multiply.  [above 0]' \
                '--lr= LR that the factors multiply.  [above 0]' \
                '--max-iter= Iterations in all.  [at least 1; default: the length of the run]' \
                '--warmup-iters= Iterations of the warm-up.  [at least 0; default: 1000]' \
                '--warmup-factor= Factor at the start of the warm-up.  [default: 0.001]' \
                '--warmup-method=linear|constant How the warm-up rises.  [default: linear]' \
                '--rescale-interval Begin what follows after the warm-up, in place of its own course.  [default: no]' \
                '--no-rescale-interval The opposite of --rescale-interval.' \
                '--gamma= Factor at each drop.  [default: 0.1]'
        case 'family detectron2.WarmupCosineLR'
            string join \n -- \
                '--base-lr= LR that the factors multiply.  [above 0]' \
                '--lr= LR that the factors multiply.  [above 0]' \
                '--max-iter= Iterations in all.  [at least 1; default: the length of the run]' \
                '--warmup-iters= Iterations of the warm-up.  [at least 0; default: 1000]' \
                '--warmup-factor= Factor at the start of the warm-up.  [default: 0.001]' \
                '--warmup-method=linear|constant How the warm-up rises.  [default: linear]' \
                '--rescale-interval Begin what follows after the warm-up, in place of its own course.  [default: no]' \
                '--no-rescale-interval The opposite of --rescale-interval.' \
                '--base-lr-end= LR at the end.  [default: 0]'
        case 'family detectron2.WarmupStepWithFixedGammaLR'
            string join \n -- \
                '--base-lr= LR that the factors multiply.  [above 0]' \
                '--lr= LR that the factors multiply.  [above 0]' \
                '--max-iter= Iterations in all.  [at least 1; default: the length of the run]' \
                '--warmup-iters= Iterations of the warm-up.  [at least 0; default: 1000]' \
                '--warmup-factor= Factor at the start of the warm-up.  [default: 0.001]' \
                '--warmup-method=linear|constant How the warm-up rises.  [default: linear]' \
                '--rescale-interval Begin what follows after the warm-up, in place of its own course.  [default: no]' \
                '--no-rescale-interval The opposite of --rescale-interval.' \
                '--num-decays= Number of drops.  [at least 1, at most 1000000; default: 3]' \
                '--gamma= Factor at each drop.  [default: 0.1]'
        case 'family diffusers.constant' 'family diffusers.get_constant_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.constant_with_warmup' 'family diffusers.get_constant_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.piecewise_constant' 'family diffusers.get_piecewise_constant_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--step-rules= Factors, each with the step that it holds to, and a last factor.' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.linear'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.cosine'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.cosine_with_restarts' 'family diffusers.get_cosine_with_hard_restarts_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Cosines until the end.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--power= Only polynomial has one.  [default: 1]'
        case 'family diffusers.polynomial'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--step-rules= Only piecewise_constant has them.' \
                '--num-cycles= Only cosine_with_restarts has them.  [default: 1]'
        case 'family diffusers.get_linear_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--f-min= LR at the end as a share of lr.  [default: 0]' \
                '--f-max= Highest LR as a share of lr.  [default: 1]'
        case 'family diffusers.get_cosine_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family diffusers.get_polynomial_decay_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--lr-end= LR at the end.  [default: 1e-07]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family fairseq.fixed'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--force-anneal= First epoch that is lowered.' \
                '--lr-shrink= Factor at each epoch from force_anneal on.  [default: 0.1]' \
                '--warmup-updates= Updates of the warm-up.  [default: 0]'
        case 'family fairseq.inverse_sqrt'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-updates= Updates of the warm-up.  [default: 4000]' \
                '--warmup-init-lr= LR at update 0 of the warm-up; below 0 the default.  [default: 0]'
        case 'family fairseq.polynomial_decay'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-updates= Updates of the warm-up.  [default: 0]' \
                '--end-learning-rate= LR at the end.  [default: 0]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--total-num-update= Updates in all.  [above 0; default: the length of the run]'
        case 'family fairseq.tri_stage'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the rise.  [default: 0]' \
                '--hold-steps= Updates at lr.  [default: 0]' \
                '--decay-steps= Updates of the fall.  [default: 0]' \
                '--phase-ratio= The three as shares of max_update, which come to 1.' \
                '--init-lr-scale= LR at update 0 as a share of lr.  [default: 0.01]' \
                '--final-lr-scale= LR at the end as a share of lr.  [default: 0.01]' \
                '--max-update= Updates in all, for phase_ratio.  [default: the length of the run]'
        case 'family fairseq.step'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-updates= Updates of the warm-up.  [default: 0]' \
                '--warmup-init-lr= LR at update 0 of the warm-up; below 0 the default.  [default: min_lr]' \
                '--min-lr= Lowest LR.  [at least 0; default: 0]' \
                '--lr-deacy-period= Updates between drops.  [above 0; default: 25000]' \
                '--lr-decay= Factor at each drop.  [at most 1; default: 0.5]'
        case 'family fairseq.cosine'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-updates= Updates of the warm-up.  [default: 0]' \
                '--warmup-init-lr= LR at update 0 of the warm-up; below 0 the default.  [default: min_lr]' \
                '--min-lr= LR at the end of the first cycle.  [default: 0]' \
                '--t-mult= Growth of the cycles.  [default: 1]' \
                '--lr-period-updates= Updates of the first cycle.  [default: max_update - warmup_updates]' \
                '--lr-shrink= Factor on the rates at each restart.  [default: 0.1]' \
                '--max-update= Updates in all, where lr_period_updates is not given.  [default: the length of the run]'
        case 'family fairseq.triangular'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--max-lr= Highest LR.' \
                '--lr-period-updates= Updates of a cycle.  [default: 5000]' \
                '--lr-shrink= Factor on max_lr at each cycle.  [default: 0.1]' \
                '--shrink-min Also on lr.  [default: no]' \
                '--no-shrink-min The opposite of --shrink-min.'
        case 'family fairseq.reduce_lr_on_plateau'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--lr-shrink= Factor at each reduction.  [below 1; default: 0.1]' \
                '--lr-threshold= What is no improvement yet, a share of the best.  [default: 0.0001]' \
                '--lr-patience= Bad epochs that are borne.  [default: 0]' \
                '--warmup-updates= Updates of the warm-up.  [default: 0]' \
                '--warmup-init-lr= LR at update 0 of the warm-up; below 0 the default.  [default: 0]' \
                '--maximize-best-checkpoint-metric More of the metric is better.  [default: no]' \
                '--no-maximize-best-checkpoint-metric The opposite of --maximize-best-checkpoint-metric.' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden fairseq.reduce_lr_on_plateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family fvcore.ConstantParamScheduler'
            string join \n -- \
                '--value= LR throughout.' \
                '--lr= LR throughout.'
        case 'family fvcore.CosineParamScheduler'
            string join \n -- \
                '--start-value= LR at the start.' \
                '--lr= LR at the start.' \
                '--end-value= LR at the end.'
        case 'family fvcore.ExponentialParamScheduler'
            string join \n -- \
                '--start-value= LR at the start.' \
                '--lr= LR at the start.' \
                '--decay= Factor over the whole run.'
        case 'family fvcore.LinearParamScheduler'
            string join \n -- \
                '--start-value= LR at the start.' \
                '--lr= LR at the start.' \
                '--end-value= LR at the end.'
        case 'family fvcore.PolynomialDecayParamScheduler'
            string join \n -- \
                '--base-value= LR at the start.' \
                '--lr= LR at the start.' \
                '--power= Power of what is left.'
        case 'family fvcore.StepParamScheduler'
            string join \n -- \
                '--num-updates= Updates in all, which change nothing.  [above 0; default: the length of the run]' \
                '--values= LRs, one after another.'
        case 'family fvcore.StepWithFixedGammaParamScheduler'
            string join \n -- \
                '--base-value= LR at the start.  [above 0]' \
                '--lr= LR at the start.  [above 0]' \
                '--num-decays= Number of drops.  [at least 1, at most 1000000]' \
                '--gamma= Factor at each drop.  [above 0]' \
                '--num-updates= Updates in all, which change nothing.  [at least 1; default: the length of the run]'
        case 'family fvcore.MultiStepParamScheduler'
            string join \n -- \
                '--values= LRs, one after another.' \
                '--num-updates= Updates in all, of which milestones are.  [default: milestones[-1]]' \
                '--milestones= Updates at which the next value holds.  [default: equally spaced]'
        case 'family fvcore.CompositeParamScheduler'
            string join \n -- \
                '--schedulers= The schedulers, one after another.' \
                '--lengths= Share of the run of each; they come to 1.' \
                '--interval-scaling= Of each whether its share counts as all, or it goes on with the run\'s.  [each one of rescaled, fixed]'
        case 'family keras.ExponentialDecay'
            string join \n -- \
                '--initial-learning-rate= LR at step 0, a float.' \
                '--lr= LR at step 0, a float.' \
                '--decay-steps= Steps in which it is multiplied by decay_rate.  [above 0; default: the length of the run]' \
                '--decay-rate= Factor every decay_steps.' \
                '--staircase Change only after whole decay_steps.  [default: no]' \
                '--no-staircase The opposite of --staircase.' \
                '--name= Name of the operation.  [default: ExponentialDecay]'
        case 'family keras.PiecewiseConstantDecay'
            string join \n -- \
                '--boundaries= Last steps of the values, ascending.' \
                '--values= LRs, floats, one more than boundaries.' \
                '--name= Name of the operation.  [default: PiecewiseConstant]'
        case 'family keras.PolynomialDecay'
            string join \n -- \
                '--initial-learning-rate= LR at step 0, a float.' \
                '--lr= LR at step 0, a float.' \
                '--decay-steps= Steps until end_learning_rate.  [above 0; default: the length of the run]' \
                '--end-learning-rate= LR at the end.  [default: 0.0001]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--cycle Go on after decay_steps, with a multiple of it.  [default: no]' \
                '--no-cycle The opposite of --cycle.' \
                '--name= Name of the operation.  [default: PolynomialDecay]'
        case 'family keras.InverseTimeDecay'
            string join \n -- \
                '--initial-learning-rate= LR at step 0, a float.' \
                '--lr= LR at step 0, a float.' \
                '--decay-steps= Steps in which decay_rate is added to the divisor.  [above 0; default: the length of the run]' \
                '--decay-rate= Growth of the divisor every decay_steps.' \
                '--staircase Change only after whole decay_steps.  [default: no]' \
                '--no-staircase The opposite of --staircase.' \
                '--name= Name of the operation.  [default: InverseTimeDecay]'
        case 'family keras.CosineDecay'
            string join \n -- \
                '--initial-learning-rate= LR at step 0, a float.' \
                '--lr= LR at step 0, a float.' \
                '--decay-steps= Steps of the cosine, without the warm-up.  [above 0; default: the length of the run]' \
                '--alpha= Last LR as a fraction of the peak.  [default: 0]' \
                '--name= Name of the operation.  [default: CosineDecay]' \
                '--warmup-target= LR after the warm-up.' \
                '--warmup-steps= Steps of the warm-up.  [default: 0]'
        case 'family keras.CosineDecayRestarts'
            string join \n -- \
                '--initial-learning-rate= LR at step 0, a float.' \
                '--lr= LR at step 0, a float.' \
                '--first-decay-steps= Steps of the first cycle.  [above 0]' \
                '--t-mul= Growth of the cycles.  [default: 2]' \
                '--m-mul= Factor on the height at each restart.  [default: 1]' \
                '--alpha= Lowest LR as a fraction of the first.  [default: 0]' \
                '--name= Name of the operation.  [default: SGDRDecay]'
        case 'family keras.ReduceLROnPlateau'
            string join \n -- \
                '--monitor= What the metric is.  [default: val_loss]' \
                '--factor= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience= Epochs without improvement until a reduction.  [default: 10]' \
                '--verbose= Messages of Keras, none here.  [default: 0]' \
                '--mode=auto|min|max Whether less or more is better.  [default: auto]' \
                '--min-delta= What is no improvement yet.  [default: 0.0001]' \
                '--cooldown= Epochs after a reduction that are not counted, less one.  [default: 0]' \
                '--min-lr= Lowest LR.  [default: 0]' \
                '--lr= The optimizer\'s LR.  [at least 0]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden keras.ReduceLROnPlateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family keras.LearningRateScheduler'
            string join \n -- \
                '--schedule= Function of the epoch and the running LR.' \
                '--verbose= Messages of Keras, none here.  [default: 0]' \
                '--lr= The optimizer\'s LR.  [at least 0]'
        case 'family llmfoundry.InverseSquareRootWithWarmupScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-warmup= Time of the warm-up.' \
                '--t-scale= Time after which, but for alpha_f_decay, the factor is 1 / sqrt(2).' \
                '--t-cooldown= Time of the fall at the end.' \
                '--t-max= Time of it all.  [default: 1dur]' \
                '--alpha-f-decay= Factor that the root goes to.  [default: 0]' \
                '--alpha-f-cooldown= Factor at the end.  [default: 0]' \
                '--scale-schedule-ratio= The Trainer\'s: factor on all times but shares of the run.  [above 0; default: 1]'
        case 'family maxtext.create_learning_rate_schedule'
            string join \n -- \
                '--learning-rate= LR after the rise.' \
                '--lr= LR after the rise.' \
                '--learning-rate-schedule-steps= Updates until the end of the schedule.  [at least 1; default: the length of the run]' \
                '--warmup-steps-fraction= Share of them that the rise takes.  [at least 0, at most 1; default: 0.1]' \
                '--learning-rate-final-fraction= LR at the end as a share of learning_rate.  [default: 0.1]' \
                '--lr-schedule-type=cosine|wsd What follows the rise.  [default: cosine]' \
                '--wsd-decay-steps-fraction= Share of the updates that the fall of wsd takes.  [at least 0, at most 1; default: 0.1]' \
                '--wsd-decay-style=linear|cosine Curve of the fall of wsd.  [default: linear]'
        case 'family megatron.OptimizerParamScheduler'
            string join \n -- \
                '--init-lr= LR at the start of the warm-up.' \
                '--max-lr= LR after the warm-up.' \
                '--lr= LR after the warm-up.' \
                '--min-lr= LR at the end.' \
                '--lr-warmup-steps= Samples of the warm-up.' \
                '--lr-decay-steps= Samples until min_lr.  [default: the length of the run]' \
                '--lr-decay-style=constant|linear|cosine|inverse-square-root|WSD Curve of the fall.' \
                '--start-wd= Weight decay at the start.' \
                '--end-wd= Weight decay at the end.' \
                '--wd-incr-steps= Samples in which the weight decay grows.  [default: the length of the run]' \
                '--wd-incr-style=constant|linear|cosine Curve of the weight decay.' \
                '--use-checkpoint-opt-param-scheduler Take the values of a checkpoint.  [default: yes]' \
                '--no-use-checkpoint-opt-param-scheduler The opposite of --use-checkpoint-opt-param-scheduler.' \
                '--override-opt-param-scheduler Take these values instead.  [default: no]' \
                '--no-override-opt-param-scheduler The opposite of --override-opt-param-scheduler.' \
                '--wsd-decay-steps= Samples of the fall of WSD.' \
                '--lr-wsd-decay-style=linear|cosine|exponential|minus_sqrt Curve of the fall of WSD.' \
                '--increment= Samples in a step.  [at least 1; default: those of the run, else 1]'
        case 'family mlx.exponential_decay'
            string join \n -- \
                '--init= LR at first.' \
                '--lr= LR at first.' \
                '--decay-rate= Factor at every update.'
        case 'family mlx.step_decay'
            string join \n -- \
                '--init= LR at first.' \
                '--lr= LR at first.' \
                '--decay-rate= Factor at each drop.' \
                '--step-size= Updates between drops.  [at least 1]'
        case 'family mlx.cosine_decay'
            string join \n -- \
                '--init= LR at first.' \
                '--lr= LR at first.' \
                '--decay-steps= Updates until the end.  [at least 1; default: the length of the run]' \
                '--end= LR at the end.  [default: 0]'
        case 'family mlx.linear_schedule'
            string join \n -- \
                '--init= LR at first.' \
                '--lr= LR at first.' \
                '--end= LR at the end.'
        case 'family mlx.join_schedules'
            string join \n -- \
                '--schedules= The schedules, one after another.' \
                '--boundaries= Updates at which the next one begins, one less than schedules.'
        case 'family mmengine.ConstantLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--factor= Factor on the LR at first.  [at least 0, at most 1; default: 0.3333333333333333]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.LinearLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--start-factor= Factor at begin.  [at least 0, at most 1; default: 0.3333333333333333]' \
                '--end-factor= Factor at the last call before end.  [at least 0, at most 1; default: 1]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more; it arrives in the one before.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.ExponentialLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--gamma= Factor at every call.' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.PolyLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--eta-min= LR at the end.  [default: 0]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more; it arrives in the one before.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.StepLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--step-size= Calls between drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.MultiStepLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--milestones= Calls of the drops, counted from begin.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.CosineAnnealingLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--T-max= Calls of the way down.' \
                '--eta-min= Lowest LR.' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--eta-min-ratio= The same as a share of the optimizer\'s.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.CosineRestartLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--periods= Calls of each period.' \
                '--restart-weights= Where each begins, a share of the optimizer\'s.  [default: 1]' \
                '--eta-min= LR that each leads to.' \
                '--eta-min-ratio= The same as a share of the optimizer\'s.' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.OneCycleLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --eta-max, this is it.' \
                '--eta-max= Highest LR.  [default: 0; or a list, one for each parameter group]' \
                '--total-steps= Length in calls.  [at least 1; default: end - begin]' \
                '--pct-start= Share of the rise, a float.  [at least 0, at most 1; default: 0.3]' \
                '--anneal-strategy=cos|linear Curve of the phases.  [default: cos]' \
                '--div-factor= Eta_max / first LR.  [default: 25]' \
                '--final-div-factor= First LR / last LR.  [default: 10000]' \
                '--three-phase Fall as it rose, then to the last LR.  [default: no]' \
                '--no-three-phase The opposite of --three-phase.' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.'
        case 'family mmengine.ReduceOnPlateauLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--monitor= Name of the metric.  [default: loss]' \
                '--rule=less|greater Whether less or more is better.  [default: less]' \
                '--factor= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience= Bad epochs that are borne.  [default: 10]' \
                '--threshold= What is no improvement yet.  [at least 0; default: 0.0001]' \
                '--threshold-rule=rel|abs Threshold as a share of best or as it is.  [default: rel]' \
                '--cooldown= Epochs after a reduction that are not counted.  [default: 0]' \
                '--min-value= Lowest LR.  [default: 0; or a list, one for each parameter group]' \
                '--eps= Smallest change of LR that is made.  [default: 1e-08]' \
                '--begin= Call of step() at which it begins to act.  [default: 0]' \
                '--end= Call of step() from which on it acts no more.  [default: 1000000000]' \
                '--last-step= Only -1: a run from its start.  [at least -1; default: -1]' \
                '--by-epoch Count epochs; without, iterations.  [default: yes]' \
                '--no-by-epoch The opposite of --by-epoch.' \
                '--convert-to-iter-based Given in epochs, but acts after each iteration.  [default: no]' \
                '--no-convert-to-iter-based The opposite of --convert-to-iter-based.' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden mmengine.ReduceOnPlateauLR'
            string join \n -- \
                '--rule=linear|sqrt How the LR grows with the batch.  [default: linear]' \
                '--column= Column, tag or key with the rates.'
        case 'family mmengine.schedulers'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--schedulers= The schedulers, in the order in which they act.'
        case 'family nanogpt.get_lr'
            string join \n -- \
                '--learning-rate= LR after the rise.' \
                '--lr= LR after the rise.' \
                '--warmup-iters= Updates of the rise.  [at least 0; default: 2000]' \
                '--lr-decay-iters= Update at which the lowest LR is reached.  [default: 600000]' \
                '--min-lr= LR from then on.  [default: 6e-05]'
        case 'family nemo.WarmupPolicy'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.WarmupHoldPolicy'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--hold-steps= Updates at lr after the warm-up.  [at least 0; default: none]' \
                '--hold-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.SquareAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 1e-05]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.SquareRootAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.WarmupAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.InverseSquareRootAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.T5InverseSquareRootAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--constant-steps= Updates at the rate of the last of them.  [at least 0; default: none]' \
                '--constant-ratio= The same as a share of max_steps, which raises TypeError.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.PolynomialDecayAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--power= Power of what is left.  [at least 0; default: 1]' \
                '--cycle Fall again after the end, where there is an after.  [default: no]' \
                '--no-cycle The opposite of --cycle.' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.PolynomialHoldDecayAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--hold-steps= Updates at lr after the warm-up.  [at least 0; default: none]' \
                '--hold-ratio= The same as a share of max_steps.  [default: none]' \
                '--power= Power of what is left.  [at least 0; default: 1]' \
                '--cycle Fall again where the fall is over before max_steps.  [default: no]' \
                '--no-cycle The opposite of --cycle.' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.CosineAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--constant-steps= Updates at min_lr at the end.  [at least 0; default: none]' \
                '--constant-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.NoamAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--d-model= Width of the model.  [above 0]' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.WarmupHoldAnnealLinear'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--hold-steps= Updates at lr after the warm-up.  [at least 0; default: none]' \
                '--hold-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.WarmupHoldAnnealOneMinusSquareRoot'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--hold-steps= Updates at lr after the warm-up.  [at least 0; default: none]' \
                '--hold-ratio= The same as a share of max_steps.  [default: none]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family nemo.NoamHoldAnnealing'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the warm-up.  [at least 0; default: none]' \
                '--warmup-ratio= The same as a share of max_steps.  [default: none]' \
                '--hold-steps= Updates at lr after the warm-up.  [at least 0; default: none]' \
                '--hold-ratio= The same as a share of max_steps.  [default: none]' \
                '--decay-rate= Power of the updates: 0.5 is Noam\'s.  [default: 0.5]' \
                '--max-steps= Updates of the run.  [at least 0; default: the length of the run]' \
                '--min-lr= Lowest LR, and that after max_steps.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family optax.constant_schedule'
            string join \n -- \
                '--value= LR throughout.' \
                '--lr= LR throughout.'
        case 'family optax.polynomial_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--end-value= LR at the end.' \
                '--power= Power of the time that is left.' \
                '--transition-steps= Updates from the one to the other.' \
                '--transition-begin= Updates before it begins.  [default: 0]'
        case 'family optax.linear_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--end-value= LR at the end.' \
                '--transition-steps= Updates from the one to the other.' \
                '--transition-begin= Updates before it begins.  [default: 0]'
        case 'family optax.piecewise_constant_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--boundaries-and-scales= Factors on the LR by the count at which each applies.'
        case 'family optax.piecewise_interpolate_schedule'
            string join \n -- \
                '--interpolate-type=linear|cosine Curve of the pieces.' \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--boundaries-and-scales= Factors on the LR by the count at which each applies.'
        case 'family optax.exponential_decay'
            string join \n -- \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--transition-steps= Updates in which it is multiplied by decay_rate.' \
                '--decay-rate= Factor every transition_steps.' \
                '--transition-begin= Updates before it begins.  [default: 0]' \
                '--staircase Change only after whole transition_steps.  [default: no]' \
                '--no-staircase The opposite of --staircase.' \
                '--end-value= LR at which it stops.'
        case 'family optax.cosine_decay_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--lr= LR at first.' \
                '--decay-steps= Updates until the end.  [above 0; default: the length of the run]' \
                '--alpha= Last LR as a fraction of the first.  [default: 0]' \
                '--exponent= Power of the cosine.  [default: 1]'
        case 'family optax.linear_onecycle_schedule'
            string join \n -- \
                '--transition-steps= Length in updates.  [above 0]' \
                '--peak-value= Highest LR.' \
                '--lr= Highest LR.' \
                '--pct-start= Share of the rise.  [default: 0.3]' \
                '--pct-final= Share of the rise and the first fall.  [default: 0.85]' \
                '--div-factor= Peak_value / first LR.  [default: 25]' \
                '--final-div-factor= First LR / last LR.  [default: 10000]'
        case 'family optax.cosine_onecycle_schedule'
            string join \n -- \
                '--transition-steps= Length in updates.  [above 0]' \
                '--peak-value= Highest LR.' \
                '--lr= Highest LR.' \
                '--pct-start= Share of the rise.  [default: 0.3]' \
                '--div-factor= Peak_value / first LR.  [default: 25]' \
                '--final-div-factor= First LR / last LR.  [default: 10000]'
        case 'family optax.warmup_constant_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--peak-value= LR after the warm-up.' \
                '--lr= LR after the warm-up.' \
                '--warmup-steps= Updates of the warm-up.'
        case 'family optax.warmup_cosine_decay_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--peak-value= LR after the warm-up.' \
                '--lr= LR after the warm-up.' \
                '--warmup-steps= Updates of the warm-up.' \
                '--decay-steps= Updates until the end, with the warm-up.  [default: the length of the run]' \
                '--end-value= LR at the end.  [default: 0]' \
                '--exponent= Power of the cosine.  [default: 1]'
        case 'family optax.warmup_exponential_decay_schedule'
            string join \n -- \
                '--init-value= LR at first.' \
                '--peak-value= LR after the warm-up.' \
                '--lr= LR after the warm-up.' \
                '--warmup-steps= Updates of the warm-up.' \
                '--transition-steps= Updates in which it is multiplied by decay_rate.' \
                '--decay-rate= Factor every transition_steps.' \
                '--transition-begin= Updates before the decay begins, after the warm-up.  [default: 0]' \
                '--staircase Change only after whole transition_steps.  [default: no]' \
                '--no-staircase The opposite of --staircase.' \
                '--end-value= LR at which it stops.'
        case 'family optax.sgdr_schedule'
            string join \n -- \
                '--cosine-kwargs= Arguments of each cycle.'
        case 'family optax.join_schedules'
            string join \n -- \
                '--schedules= The schedules, one after another.' \
                '--boundaries= Updates at which the next one begins, one less than schedules.'
        case 'family optax.contrib.reduce_on_plateau'
            string join \n -- \
                '--factor= Factor at each reduction.  [above 0, below 1; default: 0.1]' \
                '--patience= Means in a row that are not better until a reduction.  [default: 10]' \
                '--rtol= What is no improvement yet, as a share of the best.  [at least 0, at most 1; default: 0.0001]' \
                '--atol= What is no improvement yet.  [at least 0; default: 0]' \
                '--cooldown= Means after a reduction that are not counted.  [default: 0]' \
                '--accumulation-size= Metrics of which the mean is judged.  [default: 1]' \
                '--min-scale= Lowest scale.  [default: 0]' \
                '--lr= LR that is scaled.  [at least 0]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden optax.contrib.reduce_on_plateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family paddle.NoamDecay'
            string join \n -- \
                '--d-model= Width of the model.  [above 0]' \
                '--warmup-steps= Updates until the top.' \
                '--learning-rate= Factor on all of it.  [at least 0; default: 1]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.NaturalExpDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--gamma= Speed of the fall.  [above 0]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.ExponentialDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--gamma= Factor at every step.  [above 0, below 1]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.InverseTimeDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--gamma= Growth of the divisor at every step.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.PolynomialDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--decay-steps= Steps until end_lr.  [at least 1; default: the length of the run]' \
                '--end-lr= LR at the end.  [default: 0.0001]' \
                '--power= Power of the time that is left.  [above 0; default: 1]' \
                '--cycle Go on after decay_steps, with a multiple of it.  [default: no]' \
                '--no-cycle The opposite of --cycle.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.LinearLR'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--total-steps= Steps until end_factor.  [above 0; default: the length of the run]' \
                '--start-factor= Factor at t = 0.  [above 0, at most 1; default: 0.3333333333333333]' \
                '--end-factor= Factor at the end.  [at least 0, at most 1; default: 1]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.PiecewiseDecay'
            string join \n -- \
                '--boundaries= Calls at which the next value begins, ascending.' \
                '--values= LRs, one more than boundaries.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.MultiStepDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--milestones= Epochs of the drops, ascending.' \
                '--gamma= Factor at each drop.  [below 1; default: 0.1]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.StepDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--step-size= Epochs between drops.  [at least 1]' \
                '--gamma= Factor at each drop.  [below 1; default: 0.1]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.LambdaDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--lr-lambda= Factor on learning_rate, a function of t.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.MultiplicativeDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--lr-lambda= Factor at every step, a function of t.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.CosineAnnealingDecay'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--T-max= Epochs of the way down.  [at least 1; default: the length of the run]' \
                '--eta-min= Lowest LR.  [default: 0]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.CosineAnnealingWarmRestarts'
            string join \n -- \
                '--learning-rate= The base rate.  [at least 0]' \
                '--lr= The base rate.  [at least 0]' \
                '--T-0= Epochs of the first cycle.  [at least 1]' \
                '--T-mult= Growth of the cycles.  [at least 1; default: 1]' \
                '--eta-min= Lowest LR.  [default: 0]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.OneCycleLR'
            string join \n -- \
                '--max-learning-rate= Highest LR.  [at least 0]' \
                '--lr= Highest LR.  [at least 0]' \
                '--total-steps= Length in steps.  [at least 1; default: the length of the run]' \
                '--divide-factor= Max_learning_rate / first LR.  [default: 25]' \
                '--end-learning-rate= Last LR.  [at least 0; default: 0.0001]' \
                '--phase-pct= Share of the rise, a float.  [at least 0, at most 1; default: 0.3]' \
                '--anneal-strategy=cos|linear Curve of the phases.  [default: cos]' \
                '--three-phase Fall as it rose, then to the last LR.  [default: no]' \
                '--no-three-phase The opposite of --three-phase.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.CyclicLR'
            string join \n -- \
                '--base-learning-rate= Lowest LR.  [at least 0]' \
                '--max-learning-rate= Highest LR of the first cycle.  [at least 0]' \
                '--lr= Highest LR of the first cycle.  [at least 0]' \
                '--step-size-up= Steps of the rise.  [at least 1]' \
                '--step-size-down= Steps of the fall; as step_size_up if not given.  [at least 1]' \
                '--mode=triangular|triangular2|exp_range How the height goes on.  [default: triangular]' \
                '--exp-gamma= Factor on the height at every step, with exp_range, a float.  [default: 1.0]' \
                '--scale-fn= Height in place of the mode\'s, a function of x.' \
                '--scale-mode=cycle|iterations What scale_fn is a function of.  [default: cycle]' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.LinearWarmup'
            string join \n -- \
                '--learning-rate= The rate afterwards, or a scheduler.' \
                '--warmup-steps= Steps of the rise.  [at least 1]' \
                '--start-lr= LR at t = 0.  [at least 0]' \
                '--end-lr= LR at which the rise would arrive.' \
                '--last-epoch= The epoch before the first.  [at least -1; default: -1]'
        case 'family paddle.ReduceOnPlateau'
            string join \n -- \
                '--learning-rate= LR at first.' \
                '--lr= LR at first.' \
                '--mode=min|max Whether less or more is better.  [default: min]' \
                '--factor= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience= Bad epochs that are borne.  [default: 10]' \
                '--threshold= What is no improvement yet.  [default: 0.0001]' \
                '--threshold-mode=rel|abs Threshold as a share of best or as it is.  [default: rel]' \
                '--cooldown= Epochs after a reduction in which metrics are ignored.  [default: 0]' \
                '--min-lr= Lowest LR.  [default: 0]' \
                '--epsilon= Smallest change of LR that is made.  [default: 1e-08]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden paddle.ReduceOnPlateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family timm.CosineLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-initial= Length of the first cycle.  [above 0; default: the length of the run]' \
                '--lr-min= Lowest LR.  [at least 0; default: 0]' \
                '--cycle-mul= Growth of the cycles.  [default: 1]' \
                '--cycle-decay= Factor on the highest LR at each restart.  [default: 1]' \
                '--cycle-limit= Number of cycles.  [default: 1]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, which else lies over its head.  [default: no]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--k-decay= Power of the time in a cycle.  [default: 1]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.PolyLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-initial= Length of the first cycle.  [above 0; default: the length of the run]' \
                '--power= Power of the time that is left.  [default: 0.5]' \
                '--lr-min= Lowest LR.  [at least 0; default: 0]' \
                '--cycle-mul= Growth of the cycles.  [default: 1]' \
                '--cycle-decay= Factor on the highest LR at each restart.  [default: 1]' \
                '--cycle-limit= Number of cycles.  [default: 1]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, which else lies over its head.  [default: no]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--k-decay= Power of the time in a cycle.  [default: 1]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.TanhLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-initial= Length of the first cycle.  [above 0; default: the length of the run]' \
                '--lb= Argument of tanh at the start of a cycle.  [default: -7]' \
                '--ub= Argument of tanh at the end of a cycle.  [default: 3]' \
                '--lr-min= Lowest LR.  [at least 0; default: 0]' \
                '--cycle-mul= Growth of the cycles.  [default: 1]' \
                '--cycle-decay= Factor on the highest LR at each restart.  [default: 1]' \
                '--cycle-limit= Number of cycles.  [at least 0; default: 1]' \
                '--warmup-t= Length of the warm-up.  [at least 0; default: 0]' \
                '--warmup-lr-init= LR at its start.  [at least 0; default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, which else lies over its head.  [default: no]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.StepLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--decay-t= Time between drops.' \
                '--decay-rate= Factor at each drop.  [default: 1]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, which else lies over its head.  [default: yes]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.MultiStepLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--decay-t= Times of the drops, plus 1; ascending.' \
                '--decay-rate= Factor at each drop.  [default: 1]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, which else lies over its head.  [default: yes]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.WSDLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--t-initial= Length without the warm-up.  [above 0; default: the length of the run]' \
                '--decay-t= Length of the decay, the last part of t_initial.' \
                '--lr-min= Last LR.  [at least 0; default: 0]' \
                '--stable-fn=constant|rsqrt|power What LR does after the warm-up.  [default: constant]' \
                '--stable-timescale= Time scale of rsqrt and power.  [default: warmup_t]' \
                '--stable-power= Power of stable_fn power.  [above 0; default: 0.5]' \
                '--decay-fn=linear|1-sqrt|cosine|power|exp Curve of the decay.  [default: 1-sqrt]' \
                '--decay-power= Power of decay_fn power.  [above 0; default: 0.5]' \
                '--decay-ratio= Where exp would end, as a fraction of its start, were it not stretched to lr_min.  [above 0, below 1; default: 0.1]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--t-in-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-t-in-epochs The opposite of --t-in-epochs.' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.'
        case 'family timm.PlateauLRScheduler'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--decay-rate= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience-t= Bad epochs that are borne.  [default: 10]' \
                '--threshold= What is no improvement yet, a share of the best.  [default: 0.0001]' \
                '--cooldown-t= Epochs after a reduction that are not counted.  [default: 0]' \
                '--warmup-t= Length of the warm-up.  [default: 0]' \
                '--warmup-lr-init= LR at its start.  [default: 0]' \
                '--lr-min= Lowest LR.  [default: 0]' \
                '--mode=min|max Whether less or more is better.  [default: max]' \
                '--noise-range-t= When there is noise: from one time on, or from one to before another.' \
                '--noise-type=normal|uniform Distribution of the noise.  [default: normal]' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the epoch is added.  [default: 42]' \
                '--initialize Take lr for the base rate; without, a run that goes on is needed.  [default: yes]' \
                '--no-initialize The opposite of --initialize.' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden timm.PlateauLRScheduler'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family timm.create_scheduler_v2'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--sched=cosine|tanh|step|constant|multistep|plateau|poly|wsd|rsqrt|none Name of the scheduler.  [default: cosine]' \
                '--num-epochs= Length without cooldown, and without the warm-up if warmup_prefix.  [default: 300]' \
                '--decay-epochs= Time between drops (step), or length of the decay (wsd, rsqrt).  [default: 90, or 20% of wsd]' \
                '--decay-milestones= Dates of the drops, plus 1 (multistep).  [default: 90,180,270]' \
                '--cooldown-epochs= Epochs after the end, at the lowest LR.  [default: 0]' \
                '--patience-epochs= Bad epochs that are borne (plateau).  [default: 10]' \
                '--decay-rate= Factor at each drop; the power of poly.  [default: 0.1]' \
                '--min-lr= Lowest LR.  [default: 0]' \
                '--warmup-lr= LR at the start of the warm-up.  [default: 1e-05]' \
                '--warmup-epochs= Length of the warm-up.  [default: 0]' \
                '--warmup-prefix Begin the schedule after the warm-up, and train so much longer.  [default: no]' \
                '--no-warmup-prefix The opposite of --warmup-prefix.' \
                '--noise= When there is noise, in shares of num_epochs: from one on, or from one to before another.' \
                '--noise-pct= Bound of the noise, a share of LR.  [default: 0.67]' \
                '--noise-std= Standard deviation of the noise before what is beyond the bound is drawn anew.  [default: 1]' \
                '--noise-seed= Seed of the noise, to which the time is added.  [default: 42]' \
                '--cycle-mul= Growth of the cycles.  [default: 1]' \
                '--cycle-decay= Factor on the highest LR at each restart.  [default: 0.1]' \
                '--cycle-limit= Number of cycles.  [default: 1]' \
                '--k-decay= Power of the time in a cycle (cosine, poly).  [default: 1]' \
                '--decay-fn=linear|1-sqrt|cosine|power|exp Curve of the decay (wsd, rsqrt).  [default: 1-sqrt, or linear with rsqrt]' \
                '--stable-timescale= Time scale of rsqrt.  [default: warmup_epochs]' \
                '--plateau-mode=min|max Whether less or more is better (plateau).  [default: max]' \
                '--step-on-epochs Count epochs; if not, optimizer updates.  [default: yes]' \
                '--no-step-on-epochs The opposite of --step-on-epochs.' \
                '--updates-per-epoch= Updates in an epoch, where updates are counted.  [default: 0]' \
                '--metrics=@ The metric at the end of each epoch (plateau): values, nan and inf among them, or a file.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden timm.create_scheduler_v2'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family torch.LambdaLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--lr-lambda= Factor on lr, a function of t.  [or a list, one for each parameter group]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.MultiplicativeLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--lr-lambda= Factor at every step, a function of t.  [or a list, one for each parameter group]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.StepLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--step-size= Epochs between drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.MultiStepLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--milestones= Epochs of the drops.' \
                '--gamma= Factor at each drop.  [default: 0.1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.ConstantLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--factor= Factor on lr at first.  [at least 0, at most 1; default: 0.3333333333333333]' \
                '--total-iters= Epochs at which it is undone.  [default: 5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.LinearLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--start-factor= Factor at t = 0.  [above 0, at most 1; default: 0.3333333333333333]' \
                '--end-factor= Factor at the end.  [at least 0, at most 1; default: 1]' \
                '--total-iters= Epochs until end_factor.  [default: 5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.ExponentialLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--gamma= Factor at every step.' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.PolynomialLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--total-iters= Epochs until 0.  [default: 5]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.CosineAnnealingLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--T-max= Epochs of the way down.  [default: the length of the run]' \
                '--eta-min= Lowest LR.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.CosineAnnealingWarmRestarts'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--T-0= Epochs of the first cycle.  [at least 1]' \
                '--T-mult= Growth of the cycles.  [at least 1; default: 1]' \
                '--eta-min= Lowest LR.  [default: 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.OneCycleLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --max-lr, this is it.' \
                '--max-lr= Highest LR.  [or a list, one for each parameter group]' \
                '--total-steps= Length in steps.  [at least 1; default: the length of the run]' \
                '--pct-start= Share of the rise, a float.  [at least 0, at most 1; default: 0.3]' \
                '--anneal-strategy=cos|linear Curve of the phases.  [default: cos]' \
                '--cycle-momentum Drive the momentum as well.  [default: yes]' \
                '--no-cycle-momentum The opposite of --cycle-momentum.' \
                '--base-momentum= Momentum where LR is highest.  [default: 0.85; or a list, one for each parameter group]' \
                '--max-momentum= Momentum where LR is lowest.  [default: 0.95; or a list, one for each parameter group]' \
                '--div-factor= Max_lr / first LR.  [default: 25]' \
                '--final-div-factor= First LR / last LR.  [default: 10000]' \
                '--three-phase Fall as it rose, then to the last LR.  [default: no]' \
                '--no-three-phase The opposite of --three-phase.' \
                '--optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop What holds the momentum.  [default: sgd]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.CyclicLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]  Without --max-lr, this is it.' \
                '--base-lr= Lowest LR.  [or a list, one for each parameter group]' \
                '--max-lr= Highest LR of the first cycle.  [or a list, one for each parameter group]' \
                '--step-size-up= Steps of the rise.  [at least 0; default: 2000]' \
                '--step-size-down= Steps of the fall.  [at least 0; default: as step_size_up]' \
                '--mode=triangular|triangular2|exp_range How the height goes on.  [default: triangular]' \
                '--gamma= Factor on the height at every step, with exp_range.  [default: 1]' \
                '--scale-fn= Height in place of the mode\'s, a function of x.' \
                '--scale-mode=cycle|iterations What scale_fn is a function of.  [default: cycle]' \
                '--cycle-momentum Drive the momentum as well.  [default: yes]' \
                '--no-cycle-momentum The opposite of --cycle-momentum.' \
                '--base-momentum= Momentum where LR is highest.  [default: 0.8; or a list, one for each parameter group]' \
                '--max-momentum= Momentum where LR is lowest.  [default: 0.9; or a list, one for each parameter group]' \
                '--optimizer=sgd|rmsprop|muon|adam|adamw|adamax|nadam|radam|sparseadam|adadelta|adafactor|adagrad|asgd|lbfgs|rprop What holds the momentum.  [default: sgd]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.SWALR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--swa-lr= Last LR.  [or a list, one for each parameter group]' \
                '--anneal-epochs= Epochs until swa_lr.  [at least 0; default: 10]' \
                '--anneal-strategy=cos|linear Curve of the change.  [default: cos]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.ReduceLROnPlateau'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--mode=min|max Whether less or more is better.  [default: min]' \
                '--factor= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience= Bad epochs that are borne.  [default: 10]' \
                '--threshold= What is no improvement yet.  [default: 0.0001]' \
                '--threshold-mode=rel|abs Threshold as a share of best or as it is.  [default: rel]' \
                '--cooldown= Epochs after a reduction that are not counted.  [default: 0]' \
                '--min-lr= Lowest LR.  [default: 0; or a list, one for each parameter group]' \
                '--eps= Smallest change of LR that is made.  [default: 1e-08]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden torch.ReduceLROnPlateau'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family torch.SequentialLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]' \
                '--schedulers= The schedulers, one after another.' \
                '--milestones= Epochs at which the next one begins, one less than schedulers.' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family torch.ChainedScheduler'
            string join \n -- \
                '--schedulers= The schedulers, in the order in which they act.' \
                '--lr= The optimizer\'s LR.  [at least 0; default: that of the scheduler around it; or a list, one for each parameter group]'
        case 'family torchtitan.build_lr_schedulers'
            string join \n -- \
                '--lr= The optimizer\'s LR.' \
                '--warmup-steps= Updates of the rise.  [at least 0; default: 200]' \
                '--decay-ratio= Share of the run that the fall takes.  [at least 0; default: all after the rise]' \
                '--decay-type=linear|sqrt|cosine Curve of the fall.  [default: linear]' \
                '--min-lr-factor= LR at the end as a share of lr.  [default: 0]' \
                '--training-steps= Updates of the run.  [at least 1; default: the length of the run]'
        case 'family torchtune.get_cosine_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.constant' 'family transformers.get_constant_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.constant_with_warmup' 'family transformers.get_constant_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.linear' 'family transformers.get_linear_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.cosine' 'family transformers.get_cosine_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.cosine_with_restarts' 'family transformers.get_cosine_with_hard_restarts_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Cosines until the end.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.polynomial' 'family transformers.get_polynomial_decay_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--lr-end= LR at the end.  [default: 1e-07]' \
                '--power= Power of the time that is left.  [default: 1]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.inverse_sqrt' 'family transformers.get_inverse_sqrt_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--timescale= Steps after W in which LR falls to 0.71 of it.  [default: W, or 10000 if W is 0]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.cosine_with_min_lr' 'family transformers.get_cosine_with_min_lr_schedule_with_warmup'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--min-lr= Lowest LR.' \
                '--min-lr-rate= Lowest LR as a share of lr.'
        case 'family transformers.cosine_warmup_with_min_lr' 'family transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]' \
                '--min-lr= Lowest LR.' \
                '--min-lr-rate= Lowest LR as a share of lr.' \
                '--warmup-lr-rate= LR at step 0 as a share of lr.  [default: 1 / W]'
        case 'family transformers.warmup_stable_decay' 'family transformers.get_wsd_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--num-decay-steps= Steps of the fall.' \
                '--num-stable-steps= Steps between.  [default: the rest of num_training_steps]' \
                '--warmup-type=linear|cosine|1-sqrt Curve of the rise.  [default: linear]' \
                '--decay-type=linear|cosine|1-sqrt Curve of the fall.  [default: cosine]' \
                '--min-lr-ratio= Lowest LR as a share of lr.  [default: 0]' \
                '--num-cycles= Waves until the end; half a one is the way down.  [default: 0.5]' \
                '--last-epoch= Only -1: a run from its start.  [default: -1]'
        case 'family transformers.reduce_lr_on_plateau' 'family transformers.get_reduce_on_plateau_schedule'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--mode=min|max Whether less or more is better.  [default: min]' \
                '--factor= Factor at each reduction.  [below 1; default: 0.1]' \
                '--patience= Bad epochs that are borne.  [default: 10]' \
                '--threshold= What is no improvement yet.  [default: 0.0001]' \
                '--threshold-mode=rel|abs Threshold as a share of best or as it is.  [default: rel]' \
                '--cooldown= Epochs after a reduction that are not counted.  [default: 0]' \
                '--min-lr= Lowest LR.  [default: 0; or a list, one for each parameter group]' \
                '--eps= Smallest change of LR that is made.  [default: 1e-08]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden transformers.reduce_lr_on_plateau' 'hidden transformers.get_reduce_on_plateau_schedule'
            string join \n -- \
                '--column= Column, tag or key with the rates.'
        case 'family transformers.greedy' 'family transformers.get_greedy_schedule' 'family transformers.GreedyLR'
            string join \n -- \
                '--lr= The optimizer\'s LR.  [at least 0; or a list, one for each parameter group]' \
                '--num-warmup-steps= Steps of the warm-up, or a share of all, such as 10%.' \
                '--num-training-steps= Steps in all.  [default: the length of the run]' \
                '--mode=min|max Whether less or more is better.  [default: min]' \
                '--factor= Factor when it is lowered, divisor when it is raised.  [below 1; default: 0.95]' \
                '--patience= Good or bad epochs in a row that change nothing yet.  [default: 10]' \
                '--threshold= What is no improvement yet.  [default: 1e-06]' \
                '--threshold-mode=rel|abs Threshold as a share of best or as it is.  [default: abs]' \
                '--cooldown= Epochs after a reduction that are not counted.  [default: 0]' \
                '--warmup= Epochs after an increase that are not counted.  [default: 0]' \
                '--min-lr= Lowest LR.  [default: 0.001; or a list, one for each parameter group]' \
                '--max-lr= Highest LR.  [default: 1; or a list, one for each parameter group]' \
                '--eps= Smallest change of LR that is made.  [default: 1e-08]' \
                '--verbose Messages of Transformers, none here.  [default: no]' \
                '--no-verbose The opposite of --verbose.' \
                '--smooth Judge the mean of the last metrics.  [default: no]' \
                '--no-smooth The opposite of --smooth.' \
                '--window-size= Metrics in the mean.  [default: 50]' \
                '--reset-start= Reductions due at min_lr until all starts anew.  [default: 500]' \
                '--metrics=@ The metric at the end of each epoch: values, nan and inf among them, or a file, - for standard input.' \
                '--column= Column of the file.  [default: the only one]'
        case 'hidden transformers.greedy' 'hidden transformers.get_greedy_schedule' 'hidden transformers.GreedyLR'
            string join \n -- \
                '--warmup= Rise to the schedule\'s own LR in this time.  [default: 0]' \
                '--warmup-from= LR at which the warm-up starts.  [at least 0; default: 0]' \
                '--warmup-shape=linear|cosine|exponential|constant Curve of the warm-up.  [default: linear]' \
                '--warmup-update=step|epoch The warm-up moves every step, or is held within each epoch.  [default: as --update says]' \
                '--warmup-before Put the warm-up before the schedule.' \
                '--warmup-over Lay the warm-up over its first ticks.' \
                '--column= Column, tag or key with the rates.'
        case 'family ultralytics.BaseTrainer'
            string join \n -- \
                '--lr0= LR of the first epoch.  [default: 0.01]' \
                '--lr= LR of the first epoch.  [default: 0.01]' \
                '--lrf= LR of the last epoch as a share of lr0.  [at least 0; default: 0.01]' \
                '--cos-lr Half a cosine in place of a straight line.  [default: no]' \
                '--no-cos-lr The opposite of --cos-lr.' \
                '--batches= Batches in an epoch.  [at least 1]' \
                '--batch= Samples in a batch.  [above 0; default: 16]' \
                '--nbs= Samples behind an update.  [above 0; default: 64]' \
                '--warmup-epochs= Epochs of the warm-up.  [at least 0; default: 3]' \
                '--warmup-bias-lr= LR at which the biases start.  [default: 0.1]' \
                '--warmup-momentum= Momentum at the start.  [default: 0.8]' \
                '--last-momentum= Momentum after the warm-up.  [default: 0.937]' \
                '--momentum= Momentum after the warm-up.  [default: 0.937]' \
                '--group=weight|bias The group whose LR it is.  [default: weight]'
        case 'hidden ultralytics.BaseTrainer'
            string join \n -- \
                '--group= A column for a parameter group: the LR times its factor, perhaps with a floor, warmup or field of its own: head=10 or backbone=0.1,floor=1e-5; once for each.' \
                '--momentum The same as --columns momentum: the momentum (Adam\'s beta1) that a scheduler drives as well.'
        case '*'
            return 1
    end
end

# What may follow a flag, given with those that there are; fails for a switch.
function __lrcli_value
    set -l word $argv[1]
    string match -q -- '--*' $word
    and set word (string replace -a _ - -- $word)
    set -l pattern '^'(string escape --style=regex -- $word)
    string replace -rf -- $pattern'=(\S*).*' '$1' $argv[2..-1]
    and return
    string replace -rf -- $pattern'=(\S*).*' '$1' (__lrcli_data synonyms)
    and return
    string match -rq -- $pattern'( |$)' $argv[2..-1] (__lrcli_data switches)
    and return 1
    echo
end

# Files for what was typed after a prefix.
function __lrcli_files
    for path in (complete -C "'' "(string replace -- "$argv[1]" '' $argv[2]))
        printf '%s\n' $argv[1]$path
    end
end

function __lrcli
    set -l typed (commandline -ct)
    set -l tokens (commandline -opc)
    set -l flags (__lrcli_data root)
    set -l verb
    set -l first
    set -l once
    set -l pending
    set -l value
    for part in $tokens[2..-1]
        if set -q pending[1]
            set pending
            continue
        end
        switch $part
            case -- '--*=*'
                continue
            case '--*'
                set value (__lrcli_value $part $flags)
                and set pending $part
                continue
            case '-*'
                switch (string length -- $part)
                    case 1
                    case 2
                        set value (__lrcli_value $part $flags)
                        and set pending $part
                        continue
                    case '*'
                        continue
                end
        end
        if not set -q verb[1]
            set verb $part
            set flags (__lrcli_data "verb $verb")
            or return
            set once (__lrcli_data "words $verb")
            or set -a flags (__lrcli_data shared)
        else if not set -q first[1]
            set first $part
            set -q once[1]
            and continue
            set -l family (string replace -r '^[^=]*=' '' -- $first)
            for hidden in (__lrcli_data "hidden $family")
                set -l index (contains -i -- $hidden $flags)
                and set -e flags[$index]
            end
            set -p flags (__lrcli_data "family $family")
        end
    end

    set -l prefix ''
    set -l offered
    if not set -q pending[1]; and string match -q -- '--*=*' $typed
        set pending (string replace -r '=.*' '' -- $typed)
        set prefix $pending=
        set value (__lrcli_value $pending $flags)
        or return
    end
    if set -q pending[1]
        switch $value
            case @
                __lrcli_files "$prefix" $typed
            case ''
            case '*'
                printf '%s\n' $prefix(string split '|' -- $value)
        end
        return
    end
    switch $typed
        case '-*'
            set offered (string replace -r '^([^ =]+)=\S*' '$1' -- $flags)
        case '@*'
            __lrcli_files @ $typed
        case '*'
            if not set -q verb[1]
                set offered (__lrcli_data verbs)
            else if set -q once[1]
                if string match -q -- '@*' $once[1]
                    set offered (__lrcli_files '' $typed)
                else
                    set -q first[1]
                    or set offered $once
                end
            else
                set typed (string trim -l -c '\'"' -- $typed)
                set prefix (string replace -rf '^([^=]*=).*' '$1' -- $typed; or echo)
                set -l name (string replace -- "$prefix" '' $typed)
                set -l framework (string replace -rf '\..*' '' -- $name)
                set offered $prefix(__lrcli_data (string join ' ' schedules $framework))
                string match -q -- "$typed*" '' $offered
                or set offered $prefix(__lrcli_data aliases)
                set -a offered (__lrcli_files "$prefix" $typed)
            end
    end
    set -q offered[1]
    and string replace -- ' ' \t $offered
end

complete -c lrcli -f -k -a '(__lrcli)'
